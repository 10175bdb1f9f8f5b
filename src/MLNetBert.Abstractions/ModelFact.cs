namespace MLNetBert;

/// <summary>One thing that was understood about a model folder.</summary>
/// <param name="Name">What it is, for instance <c>max length</c>.</param>
/// <param name="Value">What was understood.</param>
/// <param name="Source">The file, and the key if there is one, that says so.</param>
public sealed record ModelFact(string Name, string Value, string Source);
