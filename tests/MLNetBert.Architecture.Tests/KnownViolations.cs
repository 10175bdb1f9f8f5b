namespace MLNetBert.Tests.Architecture;

/// <summary>What does not hold yet: a rule and a project. Goes with its last entry.</summary>
internal static class KnownViolations
{
    public static readonly HashSet<string> Of =
    [
        "folders MLNetBert.Cli",
        "folders MLNetBert.Encoder",
        "folders MLNetBert.Tokenizers",
        "friends MLNetBert.Encoder",
        "friends MLNetBert.Tokenizers",
        "namespaces MLNetBert.Encoder",
        "files MLNetBert.Tokenizers",
        "methods MLNetBert.Cli",
        "methods MLNetBert.Tokenizers",
    ];
}
