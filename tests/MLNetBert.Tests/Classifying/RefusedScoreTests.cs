using Microsoft.ML;

namespace MLNetBert.StageTests;

/// <summary>Models and options that ScoreBert cannot take.</summary>
public class RefusedScoreTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(3, "multi_label_classification", "a text may have several labels, so there is none to predict; take FeaturizeBert with the pooling logits and the activation Sigmoid.")]
    [InlineData(3, "regression", "a text has 3 numbers and no label; take FeaturizeBert with the pooling logits.")]
    [InlineData(3, "ranking", "that is none of regression, single_label_classification and multi_label_classification; correct config.json.")]
    public void Heads_that_give_no_label(int labels, string problemType, string why)
    {
        BertModel model = TinyModel.Head(labels, problemType);
        BadInputException refused = Assert.Throws<BadInputException>(() => _ml.Transforms.Text.ScoreBert("Text", model));
        Assert.Equal(($"The problem_type of {model.Folder} is {problemType}: {why}", "model.labels"), (refused.Message, refused.Code));
    }

    [Fact]
    public void A_model_without_a_head()
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => _ml.Transforms.Text.ScoreBert("Text", TinyModel.Bert));
        Assert.Equal($"{TinyModel.Bert.ModelFile} has no output logits [batch, labels], which ScoreBert takes; export the model for sequence classification, or train a classifier on the features of FeaturizeBert.", refused.Message);
        Assert.Throws<ArgumentNullException>("model", () => _ml.Transforms.Text.ScoreBert("Text", null!));
    }

    [Fact]
    public void Names_that_are_empty_or_the_same()
    {
        BertModel model = TinyModel.Head(3);
        foreach (BertClassifyingOptions options in (BertClassifyingOptions[])
        [
            new() { InputColumnName = "" }, new() { ScoreColumnName = "" }, new() { PredictedLabelColumnName = "" }, new() { ProbabilityColumnName = "" }, new() { TextPairColumnName = "" },
            new() { ScoreColumnName = "PredictedLabel" }, new() { ProbabilityColumnName = "Score" }, new() { MemoCapacity = -1 }, new() { MaxLength = 2 }, new() { Window = 0 },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.Text.ScoreBert(options, model));
        }

        Assert.Throws<BadInputException>(() => _ml.Transforms.Text.ScoreBert(new BertClassifyingOptions { PromptName = "x" }, model));
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        Assert.Contains("Could not find input column 'Body'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ScoreBert("Body", model).Fit(data)).Message);
        Assert.Contains("expected String, got", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ScoreBert("Number", model).Fit(data)).Message);
    }
}
