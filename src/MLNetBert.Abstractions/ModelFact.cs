namespace MLNetBert;

/// <summary>One thing that was understood of a model folder.</summary>
/// <param name="Name">What it is about, for instance <c>max length</c>.</param>
/// <param name="Value">What was understood.</param>
/// <param name="Source">The file, and where there is one the key, that says so.</param>
public sealed record ModelFact(string Name, string Value, string Source);
