using System.IO.Compression;
using System.Text.Json;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Tests.Metrics;

/// <summary>A truth, a prediction, weights, and what imbalanced-learn and scikit-learn say of them.</summary>
internal sealed record MetricsCase(string Name, int[] Truth, int[] Prediction, double[] Weights, JsonElement Expected, JsonElement Sklearn)
{
    public static readonly IReadOnlyList<MetricsCase> All = Load();

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    public static MetricsCase Named(string name) => All.Single(c => c.Name == name);

    public double[] WeightsIf(bool weighted) => weighted ? Weights : [];

    public ImbalancedClassificationMetrics Metrics(bool weighted = false, int[]? labels = null) => new(Truth, Prediction, WeightsIf(weighted), labels);

    /// <summary>The parts of <c>name,average=macro,weights</c>: a name and its options.</summary>
    public static (string Function, Dictionary<string, string> Options) Parse(string key)
    {
        string[] parts = key.Replace("[1,0]", "[1;0]").Replace("[0,7]", "[0;7]").Split(',');
        return (parts[0], parts[1..].ToDictionary(part => part.Split('=')[0], part => part.Contains('=') ? part.Split('=')[1] : ""));
    }

    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.NaN : value.GetDouble();

    public static double[] Numbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null).Select(Number)] : [Number(value)];

    public static void Same(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-12, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
    }

    private static List<MetricsCase> Load()
    {
        using var packed = new GZipStream(File.OpenRead(RepositoryFiles.Reference("resampling", "metrics.json.gz")), CompressionMode.Decompress);
        using var imbalanced = JsonDocument.Parse(packed);
        using var sklearn = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("metrics", "weighted-specificity.json")));
        return [.. imbalanced.RootElement.GetProperty("cases").EnumerateArray().Zip(sklearn.RootElement.GetProperty("cases").EnumerateArray(), (a, b) =>
            new MetricsCase(
                a.GetProperty("name").GetString()!, Integers(a, "y_true"), Integers(a, "y_pred"), [.. a.GetProperty("sample_weight").EnumerateArray().Select(v => v.GetDouble())],
                a.GetProperty("expected").Clone(), b.Clone()))];
    }

    private static int[] Integers(JsonElement parent, string name) => [.. parent.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
}
