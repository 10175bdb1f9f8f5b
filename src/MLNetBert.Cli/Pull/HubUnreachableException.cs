namespace MLNetBert.Cli.Pull;

/// <summary>There is no connection at the moment: in the middle of a file one waits for it, before that it is an error for the user.</summary>
internal sealed class HubUnreachableException(string sentence, Exception cause) : Exception(sentence, cause)
{
    /// <summary>The same, for the user.</summary>
    public BadInputException ForUser() => new(Message, this) { Code = "hub.unavailable" };
}
