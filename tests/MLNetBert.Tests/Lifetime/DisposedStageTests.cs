using Microsoft.ML;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>Whose Dispose it is: the model's own closes it, a prediction engine's leaves it as it was.</summary>
public class DisposedStageTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Row[] _rows = Texts.Rows(10);

    [Fact]
    public void No_stage_that_can_be_disposed_of_is_forgotten_here() =>
        Assert.Equal(Stages().Select(stage => stage.GetType().Name).Order(StringComparer.Ordinal), PublicMembers.Disposable(typeof(BertStageTransformer).Assembly));

    [Fact]
    public void Every_member_of_a_disposed_stage_says_that_it_is_disposed()
    {
        foreach (BertStageTransformer stage in Stages())
        {
            ((IDisposable)stage).Dispose();
            Assert.Empty(PublicMembers.StillUsable(stage, stage.GetType().FullName!, Data, Data.Schema));
            Assert.Equal(stage.GetType().FullName, Assert.IsType<ObjectDisposedException>(Record.Exception(() => _ml.Model.Save(stage, Data.Schema, new MemoryStream()))!.GetBaseException()).ObjectName);
            ((IDisposable)stage).Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_that_is_disposed_of_beside_or_after_an_engine_is_closed(bool engineFirst)
    {
        ITransformer model = Loaded();
        BertModel bert = ((BertFeaturizingTransformer)model).Featurizer.Model;
        PredictionEngine<Row, Features> engine = _ml.Model.CreatePredictionEngine<Row, Features>(model, new PredictionEngineOptions { OwnsTransformer = !engineFirst });
        engine.Predict(_rows[0]);
        if (engineFirst)
            engine.Dispose();
        ((IDisposable)model).Dispose();

        ObjectDisposedException told = Assert.Throws<ObjectDisposedException>(() => model.Transform(Data));
        Assert.Equal(typeof(BertFeaturizingTransformer).FullName, told.ObjectName);
        Assert.Contains("PredictionEngineOptions.OwnsTransformer = false", told.Message);
        Assert.Throws<ObjectDisposedException>(() => bert.Folder);
        if (!engineFirst)
            Assert.IsType<ObjectDisposedException>(Record.Exception(() => engine.Predict(new Row { Text = "new" }))!.GetBaseException());
    }

    [Fact]
    public void Folds_share_one_memory_of_vectors()
    {
        BertFeaturizingEstimator estimator = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);
        BertFeaturizingTransformer first = estimator.Fit(Data);
        LifetimeProgram.Features(first, Data);
        LifetimeProgram.Features(estimator.Fit(Data), Data);

        Assert.Equal(_rows.Length, first.MemoStatistics.Hits);
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(_rows);

    private ITransformer Loaded() => LifetimeProgram.Load(LifetimeProgram.Saved(_ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert), Data));

    private BertStageTransformer[] Stages() =>
    [
        _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(Data),
        _ml.Transforms.Text.ScoreBert("Text", TinyModel.Head(3)).Fit(Data),
        _ml.Transforms.Text.TokenizeBert("Text", TinyModel.Bert).Fit(Data),
        LifetimeProgram.Layer("lstm_l1_uni").Fit(_ml.Data.LoadFromEnumerable(LayerStage.Rows(new("lstm_l1_uni"), "x"))),
    ];
}
