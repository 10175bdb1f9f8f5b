using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests.Diagnostics;

namespace MLNetBert.StageTests;

/// <summary>What a listener counts of a stage's memory of vectors is what the stage itself counts.</summary>
public class MemoMetricsTests
{
    [Fact]
    public void Hits_and_misses_are_counted()
    {
        string name = $"model {Guid.NewGuid():N}";
        using Measurements measured = new(name);
        using var model = BertModel.Open(TinyModel.Bert.Folder, new BertModelOptions { Name = name });
        MLContext ml = new(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(Texts.Rows(100));
        BertFeaturizingTransformer stage = ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(rows);
        IDataView view = stage.Transform(rows);
        for (int pass = 0; pass < 3; pass++)
            Assert.Equal(100, view.GetColumn<float[]>("Features").Count());
        MemoStatistics memo = stage.MemoStatistics;
        Assert.Equal((300, memo.Hits, memo.Misses), (memo.Hits + memo.Misses, (long)measured.Sum("mlnetbert.memo.hits"), (long)measured.Sum("mlnetbert.memo.misses")));
        Assert.Equal(memo.Misses, measured.Sum("mlnetbert.texts"));
    }

    [Fact]
    public void A_model_of_a_saved_pipeline_has_no_name_of_its_own()
    {
        MLContext ml = new(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(Texts.Rows(3));
        using MemoryStream saved = new();
        ml.Model.Save(ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(rows), rows.Schema, saved);
        using var loaded = (BertFeaturizingTransformer)ml.Model.Load(saved, out _);
        Assert.Equal("saved", loaded.Featurizer.Model.Name);
    }
}
