using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Comparison;
using MLNetBert.Resampling.Fitting;
using MLNetBert.Resampling.Numerics;
using MLNetBert.Resampling.Projection;

namespace MLNetBert.Tests.Resampling;

/// <summary>Work that takes long says how far it has come, and stops when it is told to.</summary>
public class CancellationTests
{
    public static TheoryData<string> Searching =>
    [
        "smote", "adasyn", "borderline-smote", "kmeans-smote", "near-miss", "tomek-links", "edited-nearest-neighbours", "all-knn", "repeated-edited-nearest-neighbours",
        "neighbourhood-cleaning-rule", "one-sided-selection", "condensed-nearest-neighbour", "smote-enn", "smote-tomek", "cluster-centroids", "smote-n",
    ];

    [Theory]
    [MemberData(nameof(Searching))]
    public void A_sampler_stops_in_the_middle_of_its_first_search(string method)
    {
        // Of 4,000 rows a search has several pieces; the first report ends it.
        (FeatureMatrix rows, int[] labels) = Data(4000, 8);
        using var source = new CancellationTokenSource();
        var progress = new Recorded<ResamplingProgress>(_ => source.Cancel());
        Sampler sampler = Samplers.Create(method) with { MaxDegreeOfParallelism = 1 };
        Assert.ThrowsAny<OperationCanceledException>(() => sampler.Resample(rows, labels, null, progress, source.Token));
        Assert.Equal(1, Assert.Single(progress.All).Done);
        Assert.Equal(ResamplingStage.Neighbours, progress.All[0].Stage);
    }

    [Theory]
    [InlineData("svm-smote")]
    [InlineData("instance-hardness-threshold")]
    public void A_sampler_stops_in_the_middle_of_its_training(string method)
    {
        (FeatureMatrix rows, int[] labels) = Data(6000, 24);
        using var source = new CancellationTokenSource();

        // A thread, not a timer: timers wait for the pool, which the sampler and other tests may fill.
        var canceller = new Thread(() =>
        {
            Thread.Sleep(50);
            source.Cancel();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => Samplers.Create(method).Resample(rows, labels, null, null, source.Token));
        canceller.Join();
    }

    [Fact]
    public void Every_sampler_and_comparison_heeds_a_token_that_is_cancelled_already()
    {
        (FeatureMatrix rows, int[] labels) = Data(60, 4);
        var cancelled = new CancellationToken(canceled: true);
        foreach (string method in Samplers.Names.Where(name => name != "smote-nc"))
            Assert.ThrowsAny<OperationCanceledException>(() => Samplers.Create(method).Resample(rows, labels, null, null, cancelled));

        Assert.ThrowsAny<OperationCanceledException>(() => new MethodComparison().Run(rows, labels, [ComparedMethod.None], null, null, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => NearestNeighbours.Find(rows, 3, null, null, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => PrincipalComponents.Fit(rows, cancelled));
    }

    [Fact]
    public void A_single_tree_stops_while_it_grows()
    {
        (FeatureMatrix rows, int[] labels) = Data(60, 4);
        int[] all = [.. Enumerable.Range(0, 60)];
        Assert.ThrowsAny<OperationCanceledException>(() => DecisionTree.Grow(rows, all, labels, 2, [.. all], new Xoshiro256(1), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Progress_counts_every_piece_once_and_changes_no_row(int threads)
    {
        (FeatureMatrix rows, int[] labels) = Data(4000, 8);
        var progress = new Recorded<ResamplingProgress>(_ => { });
        Sampler smote = new Smote { MaxDegreeOfParallelism = threads };
        ResampleResult told = smote.Resample(rows, labels, null, progress), silent = smote.Resample(rows, labels);
        Assert.Equal(silent.SourceRows, told.SourceRows);
        Assert.All(Enumerable.Range(0, told.Rows), row => Assert.True(told.Row(row).SequenceEqual(silent.Row(row))));
        Assert.Equal([ResamplingStage.Neighbours, ResamplingStage.NewRows], progress.All.Select(report => report.Stage).Distinct().Order());
        Assert.All(progress.All.GroupBy(report => report.Stage), stage => Assert.Equal(Enumerable.Range(1, stage.First().Total), stage.Select(report => report.Done).Order()));
    }

    [Fact]
    public void A_comparison_tells_of_every_fit_and_stops_between_them()
    {
        (FeatureMatrix rows, int[] labels) = Data(60, 4);
        var progress = new Recorded<ComparisonProgress>(_ => { });
        ComparedMethod[] methods = [ComparedMethod.None, new("smote", new Smote())];
        var comparison = new MethodComparison { Folds = 3 };
        Assert.Equal(2, comparison.Run(rows, labels, methods, null, progress).Count);
        Assert.Equal(Enumerable.Range(0, 6).Select(done => new ComparisonProgress(done, 6)), progress.All);

        using var source = new CancellationTokenSource();
        var stopping = new Recorded<ComparisonProgress>(report => { if (report.Done == 3) source.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => comparison.Run(rows, labels, methods, null, stopping, source.Token));
        Assert.Equal(4, stopping.All.Count);
    }

    private static (FeatureMatrix Rows, int[] Labels) Data(int rows, int columns)
    {
        var random = new Random(3);
        float[][] values = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => (float)random.Next(0, 40)).ToArray())];
        return (new FeatureMatrix(values), [.. Enumerable.Range(0, rows).Select(row => row % 3 == 0 ? 1 : 0)]);
    }

    private sealed class Recorded<T>(Action<T> told) : IProgress<T>
    {
        private readonly List<T> _all = [];

        public IReadOnlyList<T> All => _all;

        public void Report(T value)
        {
            lock (_all)
            {
                _all.Add(value);
            }

            told(value);
        }
    }
}
