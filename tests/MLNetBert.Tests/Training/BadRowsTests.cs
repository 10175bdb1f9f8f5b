namespace MLNetBert.StageTests.Training;

/// <summary>What nothing can be learnt from is refused with a sentence, before BERT runs.</summary>
public class BadRowsTests
{
    private static readonly LabeledText[] Good = [.. Enumerable.Range(0, 40).Select(i => new LabeledText($"text {i}", i % 2 == 0 ? "a" : "b"))];

    [Fact]
    public void Rows_that_teach_nothing()
    {
        AssertRefused("data.no-rows", "no rows", []);
        AssertRefused("data.one-class", "All rows are of class a", [.. Good.Where(row => row.Label == "a")]);
        AssertRefused("data.too-few-rows", "Class rare has only 2 texts", [.. Good, new("x", "rare"), new("y", "rare")]);
        AssertRefused("data.too-few-rows", "Class rare has only 1 text ", [.. Good, new("x", "rare"), new(" X", "rare"), new("x ", "rare")]);
        AssertRefused("data.no-rows", "All texts are empty", [.. Good.Select(row => row with { Text = " " })]);
        AssertRefused("row.value", "Row 41 has no label", [.. Good, new("x", "")]);
        AssertRefused("labels.class", "5,000 different values", [.. Enumerable.Range(0, 5000).Select(i => new LabeledText($"text {i}", $"{i}"))]);
        AssertRefused("row.value", "Row 1 has the label a, which is not a finite number", Good, new() { Regression = true });
        AssertRefused("data.one-class", "the same number", [.. Good.Select(row => row with { Label = "1" })], new() { Regression = true });
        AssertRefused("option.conflict", "No pipeline can be made", [.. Good.Select((row, i) => row with { Label = $"{i}" })], new() { Regression = true, Trainers = ["lbfgs"] });
        AssertRefused("option.conflict", "need those of BERT", Good, new() { Features = ["text"], Methods = ["smote"] });
        Assert.Throws<ArgumentException>(() => new TextClassifierTrainer().Train([.. Good, new("x", "a") { TextPair = "y" }]));
        Assert.Throws<ArgumentException>(() => new TextClassifierTrainer(model: TinyModel.Bert).Train(Good, [new float[3]]));
        Assert.Throws<ArgumentException>(() => new TextClassifierTrainer(model: TinyModel.Bert).Train(Good, [.. Good.Select(_ => new float[3])]));
        Assert.Throws<ArgumentNullException>(() => new TextClassifierTrainer().Train(null!));
    }

    [Fact]
    public void Names_that_there_are_not_are_answered_by_those_that_there_are()
    {
        foreach ((TextClassifierOptions options, string known) in ((TextClassifierOptions, string)[])
        [
            (new() { Metric = "beauty" }, "balanced-accuracy"),
            (new() { Metric = "macro-f1", Regression = true }, "rmse"),
            (new() { Methods = ["none", "magic"] }, "borderline-smote"),
            (new() { Trainers = ["gpt"] }, "averaged-perceptron"),
            (new() { Features = ["tokens"] }, "bert+text"),
        ])
        {
            BadInputException refused = Assert.Throws<BadInputException>(() => new TextClassifierTrainer(options));
            Assert.Equal("option.value", refused.Code);
            Assert.Contains(known, refused.Message, StringComparison.Ordinal);
        }

        foreach (TextClassifierOptions options in (TextClassifierOptions[])[new() { Folds = 1 }, new() { HoldOut = 0.6 }, new() { HoldOut = double.NaN }, new() { Threads = 0 }, new() { TimeBudget = TimeSpan.Zero }, new() { Threshold = 1 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => new TextClassifierTrainer(options));
    }

    private static void AssertRefused(string code, string sentence, LabeledText[] rows, TextClassifierOptions? options = null)
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => new TextClassifierTrainer(options, TinyModel.Bert).Train(rows));
        Assert.Equal(code, refused.Code);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
