using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class PipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Keys_are_numbered_as_they_come_and_mapped_back()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { "b", "a", "", "b", "c" }.Select(text => new Point { Label = text }));
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(data);
        var mapped = model.Transform(data);
        VBuffer<ReadOnlyMemory<char>> values = default;
        mapped.Schema["Key"].GetKeyValues(ref values);

        Assert.Equal([1u, 2, 0, 1, 3], mapped.GetColumn<uint>("Key"));
        Assert.Equal(["b", "a", "c"], values.DenseValues().Select(v => v.ToString()));
        Assert.Equal(["b", "a", "", "b", "c"], mapped.GetColumn<string>("Back"));
        Assert.Equal([0u], model.Transform(_ml.Data.LoadFromEnumerable([new Point { Label = "unseen" }])).GetColumn<uint>("Key"));
    }

    [Fact]
    public void Columns_are_put_side_by_side()
    {
        var data = _ml.Data.LoadFromEnumerable(Points(3));
        var view = _ml.Transforms.Concatenate("All", "X", "Pair", "Y").Fit(data).Transform(data);

        Assert.Equal("Vector<Single, 4>", view.Schema["All"].Type.ToString());
        Assert.Equal(Points(3).Select(p => new[] { p.X, p.Pair[0], p.Pair[1], p.Y }), view.GetColumn<float[]>("All"));
    }

    [Fact]
    public void What_is_wrong_is_said_at_fit()
    {
        var data = _ml.Data.LoadFromEnumerable(Points(9));
        var trainer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy();

        Assert.StartsWith("Could not find input column 'None'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("All", "None").Append(trainer).Fit(data)).Message);
        Assert.StartsWith("Could not find feature column 'Features'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(data)).Message);
        Assert.StartsWith("Schema mismatch for label column 'Label': expected Key<UInt32>, got String", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("Features", "X", "Y").Append(trainer).Fit(data)).Message);
    }

    [Fact]
    public void A_multiclass_trainer_separates_what_can_be_separated()
    {
        var data = _ml.Data.LoadFromEnumerable(Points(300));
        var split = _ml.Data.TrainTestSplit(data, testFraction: 0.3, seed: 1);
        var model = _ml.Transforms.Concatenate("Features", "X", "Y").Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: 1e-3f))
            .Fit(split.TrainSet);
        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(split.TestSet));

        Assert.InRange(metrics.MacroAccuracy, 0.95, 1);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.Equal(split.TestSet.GetColumn<float>("X").Count(), metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Equal(metrics.MacroAccuracy, metrics.ConfusionMatrix.PerClassRecall.Average(), 1e-6);
        var scores = model.Transform(data).GetColumn<float[]>("Score").ToArray();
        Assert.All(scores, s => Assert.Equal(1, s.Sum(), 1e-3));
    }

    [Fact]
    public void A_binary_trainer_separates_what_can_be_separated()
    {
        var data = _ml.Data.LoadFromEnumerable(Points(300).Select(p => new TwoClasses { Features = [p.X, p.Y], Label = p.Label == "0" }).ToArray());
        var model = _ml.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: 1e-3f).Fit(data);
        var metrics = _ml.BinaryClassification.Evaluate(model.Transform(data));

        Assert.InRange(metrics.Accuracy, 0.95, 1);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.98, 1);
        Assert.Equal(metrics.PositiveRecall, metrics.ConfusionMatrix.PerClassRecall[0], 1e-9);
        Assert.InRange(metrics.F1Score, 0.9, 1);
        Assert.InRange(metrics.LogLoss, 0, 0.3);

        var uncalibrated = _ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(data));
        Assert.Equal((metrics.Accuracy, metrics.AreaUnderRocCurve, metrics.F1Score), (uncalibrated.Accuracy, uncalibrated.AreaUnderRocCurve, uncalibrated.F1Score));
    }

    [Fact]
    public void A_model_is_saved_loaded_and_asked()
    {
        var data = _ml.Data.LoadFromEnumerable(Points(150));
        var model = _ml.Transforms.Concatenate("Features", "X", "Y").Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: 1e-3f))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out var schema);

        Assert.Equal(data.Schema.Select(c => (c.Name, c.Type)), schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(model.Transform(data).GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        using var engine = _ml.Model.CreatePredictionEngine<Point, Prediction>(loaded);
        var expected = model.Transform(data).GetColumn<string>("PredictedLabel").ToArray();
        Assert.Equal(expected, Points(150).Select(p => engine.Predict(p).PredictedLabel));
    }

    private static Point[] Points(int count)
    {
        var random = new Random(7);
        (float X, float Y)[] centres = [(0, 3), (3, 0), (-3, -3)];
        return [.. Enumerable.Range(0, count).Select(i => new Point
        {
            X = centres[i % 3].X + random.NextSingle() - 0.5f,
            Y = centres[i % 3].Y + random.NextSingle() - 0.5f,
            Pair = [i, -i],
            Label = (i % 3).ToString(),
        })];
    }

    private sealed class Point
    {
        public string Label { get; set; } = "";

        public float X { get; set; }

        public float Y { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [0, 0];
    }

    private sealed class TwoClasses
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
}
