using System.Text.Json;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Data;
using MLNetBert.Resampling.Fitting;
using MLNetBert.Resampling.RandomDraws;
using MLNetBert.Resampling.Threading;

namespace MLNetBert.Tests.Resampling;

/// <summary>Hands out what imbalanced-learn drew and fitted, as the reference noted it.</summary>
internal sealed class RecordedDraws(ReferenceData data, JsonElement expected, JsonElement files) : Draws
{
    private readonly Queue<JsonElement> _blocks = new(expected.TryGetProperty("blocks", out JsonElement all) ? all.EnumerateArray() : []);
    private readonly Queue<JsonElement> _classes = new(expected.TryGetProperty("per_class", out JsonElement all) ? all.EnumerateObject().Select(p => p.Value) : []);
    private readonly Queue<int[]> _rows = new(
        expected.TryGetProperty("drawn_rows", out JsonElement drawn) || expected.TryGetProperty("seed_rows", out drawn)
            ? drawn.EnumerateObject().Select(p => Ints(p.Value))
            : []);

    private readonly SeededDraws _beyond = new(1);
    private JsonElement _current;
    private int _normalsTaken;

    /// <summary>How many draws were asked for beyond what was recorded.</summary>
    public int Extra { get; private set; }

    public override (int[] Places, int[] Ranks, double[] Steps) Pairs(int count, int[] bases, int neighbours, double scale = 1)
    {
        _current = _blocks.Dequeue();
        int recorded = _current.GetProperty("n").GetInt32();
        Assert.True(recorded <= count, $"{recorded} rows were recorded, {count} are asked for.");
        Extra += count - recorded;
        (int[] morePlaces, int[] moreRanks, double[] moreSteps) = _beyond.Pairs(count - recorded, bases, neighbours, scale);
        return (
            [.. Ints(_current.GetProperty("base_rows")).Select(row => Array.IndexOf(bases, row)), .. morePlaces],
            [.. Ints(_current.GetProperty("neighbor_ranks")), .. moreRanks],
            [.. Doubles(_current.GetProperty("steps")), .. moreSteps]);
    }

    public override (int[] Ranks, double[] Steps) RanksAndSteps(int count, int neighbours)
    {
        _current = _blocks.Dequeue();
        Assert.Equal(_current.GetProperty("n").GetInt32(), count);
        return (Ints(_current.GetProperty("neighbor_ranks")), Doubles(_current.GetProperty("steps")));
    }

    public override double[] Factors(bool[] shortened)
    {
        double[] factors = Doubles(_current.GetProperty("factors"));
        Assert.Equal(shortened, factors.Select(factor => factor < 0.5));
        return factors;
    }

    public override int[] WithReplacement(int count, int[] from)
    {
        int[] drawn = _rows.TryDequeue(out int[]? recorded) ? recorded
            : _blocks.TryDequeue(out JsonElement block) ? Ints(block.GetProperty("base_rows"))
            : [.. Ints(expected.GetProperty("sample_indices")).Where(from.Contains)];
        Assert.Equal(drawn.Length, count);
        Assert.Empty(drawn.Except(from));
        return drawn;
    }

    public override int[] WithoutReplacement(int count, int[] from) => WithReplacement(count, from);

    public override double Fraction() => _classes.Dequeue().GetProperty("fraction").GetDouble();

    public override double[] Normals(int count)
    {
        double[] all = data.Array(files.GetProperty("normal_draws").GetString()!).Values;
        _normalsTaken += count;
        return all[(_normalsTaken - count).._normalsTaken];
    }

    public override float OneOf(ReadOnlySpan<float> values) => values[0];

    public override Clustering Clusters(IRows features, int[] numbers, int clusters, Workers workers)
    {
        if (expected.TryGetProperty("cluster_labels", out JsonElement labels))
            return new Clustering(Ints(labels), new FeatureMatrix(new float[features.Columns], 1, features.Columns));

        JsonElement block = _blocks.Dequeue();
        while (!block.TryGetProperty("centroids", out _))
            block = _blocks.Dequeue();

        Assert.Equal(Ints(block.GetProperty("labelled_rows")), numbers);
        return new Clustering(Ints(block.GetProperty("cluster_labels")), data.Features(block.GetProperty("centroids").GetString()!));
    }

    public override int[] SupportRows(FeatureMatrix features, ClassTable classes, Workers workers) =>
        [.. expected.GetProperty("per_class").EnumerateObject().SelectMany(p => Ints(p.Value.GetProperty("support_rows")))];

    public override double[] TrueClassProbabilities(FeatureMatrix features, ClassTable classes, HardnessEstimator estimator, int folds, Workers workers) =>
        Doubles(expected.GetProperty("probabilities_of_true_class"));

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];
}
