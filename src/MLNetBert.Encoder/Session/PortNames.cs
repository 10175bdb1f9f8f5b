namespace MLNetBert.Encoder.Session;

/// <summary>The names of a graph's inputs and outputs, as far as the caller gives them; null: found by name and shape.</summary>
internal sealed record PortNames(string? Ids = null, string? Mask = null, string? Types = null, string? TokenVectors = null, string? SentenceEmbedding = null);
