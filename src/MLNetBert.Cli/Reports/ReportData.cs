namespace MLNetBert.Cli.Reports;

/// <summary>What a report shows.</summary>
/// <param name="Source">The features' name as the user gave it.</param>
/// <param name="Features">The rows before resampling.</param>
/// <param name="Labels">The class of each.</param>
/// <param name="ClassName">Names classes.</param>
/// <param name="Texts">The text of each row; null if there are none.</param>
/// <param name="Methods">What each method makes of all rows.</param>
/// <param name="Results">Their cross-validated comparison, best first.</param>
/// <param name="Folds">Its number of folds.</param>
/// <param name="Seed">The seed of folds and samplers.</param>
internal sealed record ReportData(
    string Source,
    FeatureMatrix Features,
    IReadOnlyList<int> Labels,
    Func<int, string> ClassName,
    IReadOnlyList<string>? Texts,
    IReadOnlyList<ReportMethod> Methods,
    IReadOnlyList<MethodResult> Results,
    int Folds,
    long Seed)
{
    /// <summary>All labels, ascending.</summary>
    public IReadOnlyList<int> Classes { get; } = [.. Labels.Distinct().Order()];
}

/// <summary>A sampler and what it made of all rows.</summary>
/// <param name="Name">The method.</param>
/// <param name="Result">The rows after it.</param>
internal sealed record ReportMethod(string Name, ResampleResult Result);
