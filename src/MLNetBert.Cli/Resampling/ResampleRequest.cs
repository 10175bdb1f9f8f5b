namespace MLNetBert.Cli.Resampling;

/// <summary>What the user asks of resample, checked as far as the command line goes: no file has been read or changed.</summary>
/// <param name="Features">The file of features.</param>
/// <param name="Labels">--labels.</param>
/// <param name="Method">--method; null with --compare.</param>
/// <param name="Parameters">--set, and --strategy, --seed and --threads under imbalanced-learn's names.</param>
/// <param name="Output">--out; null without it.</param>
/// <param name="Comparison">--compare, --report and their options.</param>
/// <param name="Seed">--seed.</param>
/// <param name="Threads">--threads; null for one per core.</param>
/// <param name="Quiet">--quiet.</param>
internal sealed record ResampleRequest(
    string Features,
    string Labels,
    string? Method,
    IReadOnlyDictionary<string, string> Parameters,
    string? Output,
    ComparisonSettings Comparison,
    long Seed,
    int? Threads,
    bool Quiet);
