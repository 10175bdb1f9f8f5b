using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace MLNetBert.StageTests.MLNet;

/// <summary>What the stages rely on in ML.NET's pipelines: keys, errors at Fit, metrics, saved models.</summary>
public class PipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Keys_are_numbered_as_they_come_and_mapped_back()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { "b", "a", "", "b", "c" }.Select(text => new Point { Label = text }));
        TransformerChain<KeyToValueMappingTransformer> model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(data);
        IDataView mapped = model.Transform(data);
        VBuffer<ReadOnlyMemory<char>> values = default;
        mapped.Schema["Key"].GetKeyValues(ref values);

        Assert.Equal([1u, 2, 0, 1, 3], mapped.GetColumn<uint>("Key"));
        Assert.Equal(["b", "a", "c"], values.DenseValues().Select(v => v.ToString()));
        Assert.Equal(["b", "a", "", "b", "c"], mapped.GetColumn<string>("Back"));
        Assert.Equal([0u], model.Transform(_ml.Data.LoadFromEnumerable([new Point { Label = "unseen" }])).GetColumn<uint>("Key"));
    }

    [Fact]
    public void What_is_wrong_is_said_at_fit()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Points(9));
        SdcaMaximumEntropyMulticlassTrainer trainer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy();

        Assert.StartsWith("Could not find input column 'None'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("All", "None").Append(trainer).Fit(data)).Message);
        Assert.StartsWith("Could not find feature column 'Features'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(data)).Message);
        Assert.StartsWith("Schema mismatch for label column 'Label': expected Key<UInt32>, got String", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("Features", "X", "Y").Append(trainer).Fit(data)).Message);
    }

    [Fact]
    public void A_binary_trainer_separates_what_can_be_separated()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Points(300).Select(p => new TwoClasses { Features = [p.X, p.Y], Label = p.Label == "0" }).ToArray());
        BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> model = _ml.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: 1e-3f).Fit(data);
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(data));

        Assert.InRange(metrics.Accuracy, 0.95, 1);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.98, 1);
        Assert.Equal(metrics.PositiveRecall, metrics.ConfusionMatrix.PerClassRecall[0], 1e-9);
        Assert.InRange(metrics.F1Score, 0.9, 1);
        Assert.InRange(metrics.LogLoss, 0, 0.3);

        BinaryClassificationMetrics uncalibrated = _ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(data));
        Assert.Equal((metrics.Accuracy, metrics.AreaUnderRocCurve, metrics.F1Score), (uncalibrated.Accuracy, uncalibrated.AreaUnderRocCurve, uncalibrated.F1Score));
    }

    [Fact]
    public void A_model_is_saved_loaded_and_asked()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Points(150));
        TransformerChain<KeyToValueMappingTransformer> model = _ml.Transforms.Concatenate("Features", "X", "Y").Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: 1e-3f))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        ITransformer loaded = new MLContext().Model.Load(stream, out DataViewSchema schema);

        Assert.Equal(data.Schema.Select(c => (c.Name, c.Type)), schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(model.Transform(data).GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        using PredictionEngine<Point, Prediction> engine = _ml.Model.CreatePredictionEngine<Point, Prediction>(loaded);
        string[] expected = model.Transform(data).GetColumn<string>("PredictedLabel").ToArray();
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
