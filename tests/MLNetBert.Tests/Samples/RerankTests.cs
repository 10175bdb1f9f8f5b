using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests;
using MLNetBert.Tokenizers;

namespace MLNetBert.StageTests;

/// <summary>The sample's tiny cross-encoder computes what its README says, in float64 from the weights of the words.</summary>
public sealed partial class RerankTests : IDisposable
{
    private static readonly string[] Subjects = ["Lowest mortgage rates around", "Re: kernel panic on boot", "Fresh coffee", "mortgage", "rates rates", "", "???"];
    private readonly BertModel _model = BertModel.Open(Path.Combine(RepositoryFiles.Root, "samples", "RerankMail", "cross-encoder"));

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("mortgage rates")]
    [InlineData("kernel boot, kernel!")]
    [InlineData("")]
    public void A_pair_has_the_logit_of_the_formula(string query)
    {
        Assert.Equal(["LABEL_0"], _model.Labels);
        Assert.False(_model.RunsOneAtATime);
        BertFeaturizer featurizer = new(_model);
        float[][] together = [.. featurizer.FeaturizeStream(Subjects, subject => new TextInput(query, subject)).Select(row => row.Features.ToArray())];
        for (int i = 0; i < Subjects.Length; i++)
        {
            Assert.Equal((6 * Share(query, Subjects[i])) + (2 * Share(Subjects[i], query)) - 4, together[i][0], 5);
            Assert.Equal(featurizer.Featurize(query, Subjects[i]), together[i]);
        }
    }

    [Fact]
    public void A_word_weighs_what_it_tells()
    {
        string[] subjects = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Select(line => line.Split(',', 3)[2])];
        double Counted(Regex word) => Math.Log(subjects.Length / (double)subjects.Count(subject => word.IsMatch(subject)));
        Assert.Equal(4300, subjects.Length);
        Assert.Equal(Counted(Mortgage()), Weights("mortgage").Single(), 5);
        Assert.Equal(Counted(The()), Weights("the").Single(), 5);
        Assert.Equal([0, 0, 0], Weights("? a !"));
    }

    [Fact]
    public void The_stage_ranks_by_it()
    {
        MLContext ml = new(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Subjects.Select(subject => new Row { Text = "mortgage rates", Second = subject }));
        IDataView scored = ml.Transforms.Text.ScoreBert(new BertClassifyingOptions { TextPairColumnName = "Second" }, _model).Fit(data).Transform(data);
        string[] ranked = [.. Subjects.Zip(scored.GetColumn<float>("Score")).OrderByDescending(pair => pair.Second).Select(pair => pair.First)];
        Assert.Equal("Lowest mortgage rates around", ranked[0]);
        Assert.Equal(["mortgage", "rates rates"], ranked[1..3].Order(StringComparer.Ordinal));
    }

    /// <summary>The share of one text's weight that lies on tokens of the other; 0 of a text that weighs nothing.</summary>
    private double Share(string one, string other)
    {
        (int[] ids, double[] weights) = (Ids(one), Weights(one));
        return weights.Sum() == 0 ? 0 : ids.Zip(weights, (id, weight) => Ids(other).Contains(id) ? weight : 0).Sum() / weights.Sum();
    }

    private int[] Ids(string text) => [.. _model.Tokenizer.Encode(text, null, new EncodeOptions { AddSpecialTokens = false }).Ids];

    private double[] Weights(string text) => text.Length == 0 ? [] : [.. _model.WordEmbeddings(Ids(text)).Select(weight => (double)weight)];

    [GeneratedRegex(@"(?i)(?<![\p{L}\p{N}])mortgage(?![\p{L}\p{N}])")]
    private static partial Regex Mortgage();

    [GeneratedRegex(@"(?i)(?<![\p{L}\p{N}])the(?![\p{L}\p{N}])")]
    private static partial Regex The();
}
