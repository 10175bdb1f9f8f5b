using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Resampling.Classification;

namespace MLNetBert.Tests.Classification;

public class StratifiedKFoldTests
{
    [Fact]
    public void Every_class_is_dealt_evenly()
    {
        Gen<List<int>> sizes = Gen.Choose(5, 40).NonEmptyListOf();
        Check.QuickThrowOnFailure(Prop.ForAll(sizes.ToArbitrary(), Gen.Choose(2, 5).ToArbitrary(), Gen.Choose(0, 99).ToArbitrary(), (counts, folds, seed) =>
        {
            int[] labels = [.. counts.SelectMany((count, label) => Enumerable.Repeat(label * 2, count))];
            new Random(seed).Shuffle(labels);
            int[] foldOf = StratifiedKFold.FoldOfRows(labels, folds, seed, label => $"{label}");
            Assert.Equal(foldOf, StratifiedKFold.FoldOfRows(labels, folds, seed, label => $"{label}"));
            Assert.True(Spread(foldOf, folds) <= 1);
            foreach (int label in labels.Distinct())
                Assert.True(Spread(foldOf.Where((_, row) => labels[row] == label), folds) <= 1);
        }));
    }

    [Fact]
    public void Another_seed_deals_another_way()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(row => row % 3)];
        Assert.NotEqual(StratifiedKFold.FoldOfRows(labels, 3, 0, label => $"{label}"), StratifiedKFold.FoldOfRows(labels, 3, 1, label => $"{label}"));
    }

    [Fact]
    public void A_class_smaller_than_the_folds_is_named()
    {
        BadInputException error = Assert.Throws<BadInputException>(() => StratifiedKFold.FoldOfRows([0, 0, 0, 0, 0, 1, 1, 1], 5, 0, label => label == 1 ? "spam" : "ham"));
        Assert.Contains("Class spam has 3 rows", error.Message);
        Assert.Contains("use 3 folds or fewer", error.Message);
    }

    private static int Spread(IEnumerable<int> foldOf, int folds)
    {
        int[] counts = new int[folds];
        foreach (int fold in foldOf)
            counts[fold]++;
        return counts.Max() - counts.Min();
    }
}
