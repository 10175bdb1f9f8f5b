namespace MLNetBert;

/// <summary>A value, and who says so. Immutable and thread-safe.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The file and key, or the option, that it comes from, for messages.</param>
public sealed record Sourced<T>(T Value, string Source);
