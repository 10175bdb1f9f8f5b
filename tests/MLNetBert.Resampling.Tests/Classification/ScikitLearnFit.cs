using System.IO.Compression;
using System.Text.Json;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Classification;

/// <summary>Rows and labels, and what scikit-learn fitted to them.</summary>
internal sealed record ScikitLearnFit(
    string Name, double C, FeatureMatrix Rows, int[] Labels, double[]? Weights, double[][] Coefficients, double[] Intercepts, int[] Predicted, JsonElement More)
{
    public static readonly IReadOnlyList<ScikitLearnFit> All = Load();

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static List<ScikitLearnFit> Load()
    {
        using var packed = new GZipStream(File.OpenRead(RepositoryFiles.Reference("logistic-regression", "fits.json.gz")), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(packed);
        return [.. document.RootElement.GetProperty("fits").EnumerateArray().Select(fit => new ScikitLearnFit(
            fit.GetProperty("name").GetString()!,
            fit.GetProperty("C").GetDouble(),
            FeatureMatrix.FromRows([.. fit.GetProperty("X").EnumerateArray().Select(row => Numbers(row).Select(v => (float)v).ToArray())]),
            [.. Numbers(fit.GetProperty("y")).Select(v => (int)v)],
            fit.GetProperty("weights") is { ValueKind: JsonValueKind.Array } weights ? Numbers(weights) : null,
            [.. fit.GetProperty("coef").EnumerateArray().Select(Numbers)],
            Numbers(fit.GetProperty("intercept")),
            [.. Numbers(fit.GetProperty("predicted")).Select(v => (int)v)],
            fit.Clone()))];
    }
}
