namespace MLNetBert;

/// <summary>A value, and where it comes from. Immutable and thread-safe.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The file and key, or the option, that it comes from, for messages.</param>
public sealed record Sourced<T>(T Value, string Source);
