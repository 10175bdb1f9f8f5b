namespace MLNetBert.Cli.Input;

/// <summary>What an output says about a row besides its values: its id.</summary>
internal interface IRowIdentity
{
    /// <summary>The id.</summary>
    string Id { get; }

    /// <summary>Whether the id is written to JSON as a number.</summary>
    bool IdIsNumber { get; }

    /// <summary>The name of what the row came from, for messages.</summary>
    string Source { get; }

    /// <summary>The row's number in it.</summary>
    long Row { get; }

    /// <summary>Where the row is, for messages.</summary>
    string Where { get; }
}
