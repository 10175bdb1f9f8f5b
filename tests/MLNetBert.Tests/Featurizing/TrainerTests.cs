using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNetBert.StageTests;

/// <summary>The stage under ML.NET's trainers, savers and cache.</summary>
public class TrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Trainers => ["LbfgsMaximumEntropy", "SdcaMaximumEntropy", "SdcaNonCalibrated", "NaiveBayes", "OneVersusAll(AveragedPerceptron)"];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void The_model_runs_once_a_text_under_any_trainer(string trainer)
    {
        foreach (bool checkpoint in (bool[])[false, true])
        {
            IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(120));
            BertFeaturizingEstimator features = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);
            EstimatorChain<BertFeaturizingTransformer> start = _ml.Transforms.Conversion.MapValueToKey("Label").Append(features);
            TransformerChain<ITransformer> model = (checkpoint ? start.AppendCacheCheckpoint(_ml) : start).Append(Trainer(trainer)).Fit(data);

            FeaturizerStatistics statistics = features.Fit(data).Featurizer.Statistics;
            Assert.Equal(Texts.Some(120).Distinct().Count(), statistics.Rows - statistics.RowsReused);
            Assert.Equal(120, model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
        }
    }

    [Fact]
    public void KMeans_takes_the_features()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(120));
        BertFeaturizingEstimator features = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);

        features.Append(_ml.Clustering.Trainers.KMeans(numberOfClusters: 3)).Fit(data);

        FeaturizerStatistics statistics = features.Fit(data).Featurizer.Statistics;
        Assert.Equal(Texts.Some(120).Distinct().Count(), statistics.Rows - statistics.RowsReused);
    }

    [Fact]
    public void CrossValidate_runs_the_model_once_a_text()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(120));
        BertFeaturizingEstimator features = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);
        EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> chain = _ml.Transforms.Conversion.MapValueToKey("Label").Append(features).Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> folds = _ml.MulticlassClassification.CrossValidate(data, chain, numberOfFolds: 4);

        Assert.Equal(4, folds.Count);
        FeaturizerStatistics statistics = features.Fit(data).Featurizer.Statistics;
        Assert.Equal(Texts.Some(120).Distinct().Count(), statistics.Rows - statistics.RowsReused);
    }

    [Fact]
    public void SaveAsBinary_keeps_bits_and_slot_names()
    {
        IDataView view = View();
        string file = Path.GetTempFileName();
        using (FileStream stream = File.Create(file))
            _ml.Data.SaveAsBinary(view, stream);
        IDataView back = _ml.Data.LoadFromBinary(file);

        Assert.Equal(view.GetColumn<float[]>("Features"), back.GetColumn<float[]>("Features"));
        Assert.True(back.Schema["Features"].HasSlotNames());
    }

    [Fact]
    public void SaveAsText_writes_every_row()
    {
        IDataView view = View();
        using var stream = new MemoryStream();
        _ml.Data.SaveAsText(view, stream, headerRow: false, schema: false);

        Assert.Equal(60, System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_cache_over_the_stage_gives_its_bits()
    {
        IDataView view = View();
        IDataView cache = _ml.Data.Cache(view, "Features");

        Assert.Equal(view.GetColumn<float[]>("Features"), cache.GetColumn<float[]>("Features"));
        Assert.Equal(view.GetColumn<float>("Number"), cache.GetColumn<float>("Number"));
    }

    private IEstimator<ITransformer> Trainer(string name)
    {
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = _ml.MulticlassClassification.Trainers;
        return name switch
        {
            "LbfgsMaximumEntropy" => trainers.LbfgsMaximumEntropy(),
            "SdcaMaximumEntropy" => OneThread.SdcaMaximumEntropy(_ml),
            "SdcaNonCalibrated" => OneThread.SdcaNonCalibrated(_ml),
            "NaiveBayes" => trainers.NaiveBayes(),
            _ => trainers.OneVersusAll(_ml.BinaryClassification.Trainers.AveragedPerceptron()),
        };
    }

    private IDataView View()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(60));
        return _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data);
    }
}
