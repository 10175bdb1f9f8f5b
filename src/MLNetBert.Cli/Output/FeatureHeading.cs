namespace MLNetBert.Cli.Output;

/// <summary>What an output is of: some formats say it, or must know it before the first row.</summary>
/// <param name="Dimension">How many values a row has; with pooling none, a token.</param>
/// <param name="Type">How they are stored.</param>
/// <param name="Ids">The type of the ids.</param>
/// <param name="PerToken">Whether a row has a vector for each token.</param>
/// <param name="Model">The model's name; null without one.</param>
/// <param name="Fingerprint">What made the vectors (<see cref="ModelFingerprint"/>); null if no model did.</param>
internal sealed record FeatureHeading(int Dimension, FeatureType Type, IdType Ids, bool PerToken = false, string? Model = null, string? Fingerprint = null);
