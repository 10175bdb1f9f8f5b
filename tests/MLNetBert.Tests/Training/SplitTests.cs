using MLNetBert.Training;

namespace MLNetBert.StageTests.Training;

/// <summary>How rows are divided, and what is said of it.</summary>
public class SplitTests
{
    private static readonly TextClassifierOptions Quick = new() { Folds = 5, Features = ["bert"], Methods = ["none"], Trainers = ["lbfgs"] };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Groups_stay_whole_and_classes_keep_their_shares(int seed)
    {
        var random = new Random(seed);
        int[] classes = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(10) is var roll && roll == 0 ? 2 : roll < 4 ? 1 : 0)];
        int[] groups = [.. Enumerable.Range(0, 1000).Select(row => row % 3 == 0 ? random.Next(200) * 3 : row)];
        double[] shares = [0.2, 0.2, 0.2, 0.2, 0.2];

        int[] parts = GroupedSplit.Deal([.. Enumerable.Range(0, 1000)], classes, groups, shares, seed);

        Assert.All(groups.Zip(parts).GroupBy(pair => pair.First), group => Assert.Single(group.Select(pair => pair.Second).Distinct()));
        foreach (IGrouping<int, (int Class, int Part)> ofClass in classes.Zip(parts, (c, part) => (c, part)).GroupBy(pair => pair.c))
            Assert.All(Enumerable.Range(0, 5), part => Assert.InRange(ofClass.Count(pair => pair.Part == part), (ofClass.Count() / 5) - 8, (ofClass.Count() / 5) + 8));
        Assert.Equal(parts, GroupedSplit.Deal([.. Enumerable.Range(0, 1000)], classes, groups, shares, seed));
        Assert.NotEqual(parts, GroupedSplit.Deal([.. Enumerable.Range(0, 1000)], classes, groups, shares, seed + 1));
    }

    [Fact]
    public void Equal_texts_never_stand_on_both_sides_and_are_counted()
    {
        LabeledText[] rows = [.. Rows(60), .. Rows(60).Take(25).Select(row => row with { Text = $"  {row.Text.ToUpperInvariant()} " })];

        TextClassifierResult result = Train(rows);

        for (int row = 60; row < rows.Length; row++)
            Assert.Equal(result.Split.FoldOfRows[row - 60], result.Split.FoldOfRows[row]);
        Assert.Equal(Enumerable.Range(60, 25), result.Split.RepeatedTexts);
        Assert.Equal(60, result.Split.Groups);
        Assert.Contains(result.Notes, note => note.StartsWith("25 rows repeat the text of another", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_was_resampled_before_is_noticed()
    {
        LabeledText[] rows = Rows(60), rare = [.. rows.Where(row => row.Label == "b").Take(12)];

        TextClassifierResult result = Train([.. rows.Where(row => row.Label == "a"), .. rare, .. rare, .. rare]);

        Assert.Contains(result.Notes, note => note.StartsWith("24 of the 36 rows of class b are repeats: if the file was resampled before", StringComparison.Ordinal));
        Assert.Equal(0, result.Split.ConflictingTexts);
    }

    [Fact]
    public void Groups_that_are_named_stay_together_through_equal_texts_too()
    {
        LabeledText[] rows = [.. Rows(80).Select((row, i) => row with { Group = $"{i / 2}" }), new("Text 0 a", "a") { Group = "39" }];

        TextClassifierResult result = Train(rows);

        for (int row = 0; row < 80; row += 2)
            Assert.Equal(result.Split.FoldOfRows[row], result.Split.FoldOfRows[row + 1]);
        Assert.Equal(result.Split.FoldOfRows[0], result.Split.FoldOfRows[78]);
        Assert.Equal(39, result.Split.Groups);
    }

    [Fact]
    public void A_small_class_makes_fewer_folds()
    {
        LabeledText[] rows = [.. Rows(40).Where(row => row.Label == "a"), .. Rows(40).Where(row => row.Label == "b").Take(4)];

        TextClassifierResult result = Train(rows);

        Assert.Equal(3, result.Split.Folds);
        Assert.Contains(result.Notes, note => note.StartsWith("Class b has only 4 texts", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_hold_out_set_all_rows_are_tested_in_folds()
    {
        TextClassifierResult result = new TextClassifierTrainer(Quick with { HoldOut = 0 }, TinyModel.Bert).Train(Rows(40));

        Assert.Null(result.HoldOut);
        Assert.False(result.IsRefitted);
        Assert.Equal(40, result.CrossValidation.Predictions.Count);
    }

    private static TextClassifierResult Train(LabeledText[] rows) => new TextClassifierTrainer(Quick, TinyModel.Bert).Train(rows);

    private static LabeledText[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => new LabeledText($"text {i} {(i % 2 == 0 ? "a" : "b")}", i % 2 == 0 ? "a" : "b"))];
}
