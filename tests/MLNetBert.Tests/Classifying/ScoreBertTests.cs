using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>ScoreBert's columns, and what ML.NET's own evaluators make of them. Expected values follow from the logits in float64.</summary>
public class ScoreBertTests
{
    private static readonly string[] Labels = ["label 0", "label 1", "label 2"];
    private readonly MLContext _ml = new(seed: 1);
    private readonly Row[] _rows = Texts.Rows(60);

    [Fact]
    public void Several_labels_give_probabilities_and_a_key()
    {
        IDataView scored = _ml.Transforms.Text.ScoreBert("Text", TinyModel.Head(3)).Fit(Data).Transform(Data);
        Scored[] rows = [.. _ml.Data.CreateEnumerable<Scored>(_ml.Transforms.Conversion.MapKeyToValue("Label2", "PredictedLabel").Fit(scored).Transform(scored), reuseRowObject: false)];
        double[][] probabilities = Probabilities();
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(probabilities[i], [.. rows[i].Score.Select(value => (double)value)], (x, y) => Math.Abs(x - y) < 1e-6);
            Assert.Equal(Greatest(probabilities[i]) + 1u, rows[i].PredictedLabel);
            Assert.Equal(Labels[Greatest(probabilities[i])], rows[i].Label2);
        }

        VBuffer<ReadOnlyMemory<char>> slots = default, keys = default;
        scored.Schema["Score"].GetSlotNames(ref slots);
        scored.Schema["PredictedLabel"].GetKeyValues(ref keys);
        Assert.Equal(Labels, slots.DenseValues().Select(name => name.ToString()));
        Assert.Equal(Labels, keys.DenseValues().Select(name => name.ToString()));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), scored.Schema["PredictedLabel"].Type);
    }

    [Fact]
    public void The_multiclass_evaluator_takes_them()
    {
        IDataView scored = _ml.Transforms.Text.ScoreBert("Text", TinyModel.Head(3))
            .Append(_ml.Transforms.Conversion.MapValueToKey("Label", keyData: _ml.Data.LoadFromEnumerable(Labels.Select(label => new { Label = label }))))
            .Fit(Data).Transform(Data);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(scored, topKPredictionCount: 2);

        double[][] probabilities = Probabilities();
        int[] truth = [.. _rows.Select(row => Array.IndexOf(Labels, row.Label))];
        Assert.Equal(truth.Zip(probabilities, (label, p) => Greatest(p) == label ? 1.0 : 0).Average(), metrics.MicroAccuracy, 9);
        Assert.Equal(truth.Zip(probabilities, (label, p) => -Math.Log(p[label])).Average(), metrics.LogLoss, 5);
        Assert.Equal(truth.Zip(probabilities, (label, p) => p.Count(value => value > p[label]) < 2 ? 1.0 : 0).Average(), metrics.TopKAccuracy, 9);
        for (int label = 0; label < 3; label++)
        {
            for (int predicted = 0; predicted < 3; predicted++)
                Assert.Equal(truth.Zip(probabilities).Count(row => row.First == label && Greatest(row.Second) == predicted), metrics.ConfusionMatrix.Counts[label][predicted]);
        }

        Assert.Contains("label 2", metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [Fact]
    public void The_binary_evaluator_takes_those_of_one_label()
    {
        BertModel model = TinyModel.Head(1);
        double[] logits = [.. Featurizer(model).Featurize([.. _rows.Select(row => row.Text!)]).Select(row => (double)row[0])];
        bool[] truth = [.. _rows.Select((_, i) => i % 3 == 0)];
        IDataView data = _ml.Data.LoadFromEnumerable(_rows.Zip(truth, (row, label) => new Truth { Text = row.Text!, Label = label }));
        IDataView scored = _ml.Transforms.Text.ScoreBert("Text", model).Fit(data).Transform(data);

        ScoredOne[] rows = [.. _ml.Data.CreateEnumerable<ScoredOne>(scored, reuseRowObject: false)];
        Assert.Equal(logits, rows.Select(row => (double)row.Score));
        Assert.Equal(logits.Select(logit => logit > 0), rows.Select(row => row.PredictedLabel));
        Assert.Equal(logits.Select(Sigmoid), rows.Select(row => (double)row.Probability), (x, y) => Math.Abs(x - y) < 1e-7);
        float[][] sigmoid = new BertFeaturizer(model, new FeaturizerOptions { Activation = LogitActivation.Sigmoid }).Featurize([.. _rows.Select(row => row.Text!)]);
        Assert.Equal(sigmoid.Select(row => row[0]), rows.Select(row => row.Probability));

        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(data: scored);
        Assert.Equal(truth.Zip(logits, (label, logit) => label == logit > 0 ? 1.0 : 0).Average(), metrics.Accuracy, 9);
        Assert.Equal(truth.Zip(logits, (label, logit) => -Math.Log2(label ? Sigmoid(logit) : 1 - Sigmoid(logit))).Average(), metrics.LogLoss, 5);
        double[] yes = [.. logits.Where((_, i) => truth[i])], no = [.. logits.Where((_, i) => !truth[i])];
        Assert.Equal(yes.SelectMany(y => no.Select(n => y > n ? 1.0 : y == n ? 0.5 : 0)).Average(), metrics.AreaUnderRocCurve, 6);
    }

    [Fact]
    public void The_regression_evaluator_takes_a_number()
    {
        BertModel model = TinyModel.Head(1, "regression");
        IDataView scored = _ml.Transforms.Text.ScoreBert("Text", model).Fit(Data).Transform(Data);
        Assert.Null(scored.Schema.GetColumnOrNull("Probability"));
        Assert.Null(scored.Schema.GetColumnOrNull("PredictedLabel"));
        double[] expected = [.. Featurizer(model).Featurize([.. _rows.Select(row => row.Text!)]).Select(row => (double)row[0])];
        Assert.Equal(_rows.Zip(expected, (row, score) => (row.Number - score) * (row.Number - score)).Average(), _ml.Regression.Evaluate(scored, "Number").MeanSquaredError, 3);
    }

    [Fact]
    public void Pairs_prompts_and_engines_give_the_bits_of_the_featurizer()
    {
        string folder = TinyModel.HeadFolder(3);
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"prompts": {"query": "hello "}}""");
        using var model = BertModel.Open(folder);
        BertClassifyingTransformer stage = _ml.Transforms.Text.ScoreBert(new BertClassifyingOptions { TextPairColumnName = "Second", PromptName = "query" }, model).Fit(Data);
        Assert.Equal((Labels.Length, "Text", "Second", "hello "), (stage.Labels.Count, stage.InputColumnName, stage.TextPairColumnName, stage.Featurizer.Prompt));
        BertFeaturizer softmax = new(model, new FeaturizerOptions { Activation = LogitActivation.Softmax });
        float[][] expected = [.. _rows.Select(row => softmax.Featurize($"hello {row.Text}", row.Second!))];
        Assert.Equal(expected, stage.Transform(Data).GetColumn<float[]>("Score"));

        using var saved = new MemoryStream();
        _ml.Model.Save(stage, Data.Schema, saved);
        ITransformer loaded = new MLContext().Model.Load(saved, out _);
        Directory.Delete(folder, recursive: true);
        foreach (ITransformer transformer in (ITransformer[])[stage, loaded])
        {
            using PredictionEngine<Row, Prediction> engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(transformer);
            for (int i = 0; i < _rows.Length; i++)
            {
                Prediction prediction = engine.Predict(_rows[i]);
                Assert.Equal(expected[i], prediction.Score);
                Assert.Equal((uint)Greatest([.. expected[i].Select(value => (double)value)]) + 1, prediction.PredictedLabel);
            }
        }
    }

    [Fact]
    public void Each_text_runs_once_however_many_columns_are_read()
    {
        BertClassifyingTransformer stage = _ml.Transforms.Text.ScoreBert("Text", TinyModel.Head(3)).Fit(Data);
        int texts = _rows.Select(row => row.Text).Distinct().Count();
        IDataView view = stage.Transform(Data);
        _ = view.GetColumn<float[]>("Score").Count() + view.GetColumn<uint>("PredictedLabel").Count() + view.Preview(10).RowView.Length;
        Assert.Equal(texts, stage.MemoStatistics.Count);
        Assert.InRange(stage.Featurizer.Statistics.Rows, texts, _rows.Length);
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(_rows.Select((row, i) => new Row { Text = row.Text, Second = row.Second, Label = Labels[i % 3], Number = row.Number, Vector = row.Vector, Variable = row.Variable }));

    public ScoreBertTests()
    {
        foreach ((int i, Row row) in _rows.Index())
            row.Label = Labels[i % 3];
    }

    private static BertFeaturizer Featurizer(BertModel model) => new(model);

    private double[][] Probabilities() => [.. Featurizer(TinyModel.Head(3)).Featurize([.. _rows.Select(row => row.Text!)])
        .Select(row => row.Select(logit => Math.Exp(logit)).ToArray()).Select(row => row.Select(value => value / row.Sum()).ToArray())];

    private static int Greatest(double[] values) => Array.IndexOf(values, values.Max());

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }

        public string Label2 { get; set; } = "";
    }

    private sealed class ScoredOne
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    private sealed class Truth
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
