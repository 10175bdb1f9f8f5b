using MLNetBert.Cli.Resampling.Parameters;

namespace MLNetBert.Cli.Resampling;

/// <summary>What is resampled, and how: labels, methods and features that fit together.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Methods">The method, or those to compare.</param>
/// <param name="Features">The features, one row per label.</param>
internal sealed record ResampleData(Labels Labels, IReadOnlyList<ComparedMethod> Methods, FeatureMatrix Features)
{
    /// <summary>Reads the labels, which say which classes a strategy can name; then the methods' parameters; then the features, which may take long.</summary>
    public static ResampleData Read(ResampleRequest request, CancellationToken cancellation)
    {
        var labels = Labels.Read(request.Labels, cancellation);
        IEnumerable<string> names = request.Comparison.Compared ?? [request.Method!];
        ComparedMethod[] methods = [.. names.Select(name => Method(name, request, labels))];
        (string labelPath, string? labelColumn) = Labels.Split(request.Labels);
        FeatureMatrix features = FeatureFile.Read(request.Features, IsSame(labelPath, request.Features) ? labelColumn : null, cancellation);
        if (features.Rows != labels.Texts.Length)
            throw new BadInputException($"{request.Features} has {features.Rows} rows, but {labelPath} has {labels.Texts.Length} labels; give one label per row, in the same order.") { Code = "labels.count", File = labelPath };

        if (request.Comparison.Report != null)
        {
            // Even methods that pass NaN through cannot be compared or drawn with it.
            features.RequireFinite();
        }

        return new ResampleData(labels, methods, features);
    }

    /// <summary>The method of --method.</summary>
    public (ComparedMethod Method, Sampler Sampler) Single(ResampleRequest request) =>
        (Methods[0], Methods[0].Sampler ?? throw new BadInputException($"--method {request.Method} changes no rows; it is for --compare.") { Code = "option.value", Key = "--method" });

    private static bool IsSame(string labels, string features) => features.Length > 0 && Path.GetFullPath(labels) == Path.GetFullPath(features);

    private static ComparedMethod Method(string name, ResampleRequest request, Labels labels) => name switch
    {
        "none" => ComparedMethod.None,
        "class-weight" => ComparedMethod.ClassWeight,
        _ => new ComparedMethod(name, Samplers.Create(name, request.Parameters, labels.Find)),
    };
}
