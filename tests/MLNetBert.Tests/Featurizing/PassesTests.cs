using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class PassesTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(250)]
    public void The_model_runs_once_a_text_however_often_the_rows_are_read(int passes)
    {
        (BertFeaturizingTransformer? transformer, IDataView? view) = Fit(Texts.Rows(100));
        for (int i = 0; i < passes; i++)
            Assert.Equal(100, view.GetColumn<float[]>("Features").Count());

        Assert.Equal(Texts.Some(100).Distinct().Count(), Ran(transformer));
        MemoStatistics memo = transformer.MemoStatistics;
        Assert.Equal(100 * passes, memo.Hits + memo.Misses);
        Assert.True(memo.HitRate >= (passes - 1.0) / passes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_model_runs_once_a_text_in_a_fit(bool checkpoint)
    {
        Row[] rows = Texts.Rows(120);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        BertFeaturizingEstimator features = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);
        EstimatorChain<BertFeaturizingTransformer> start = _ml.Transforms.Conversion.MapValueToKey("Label").Append(features);
        IEstimator<ITransformer> chain = (checkpoint ? start.AppendCacheCheckpoint(_ml) : start)
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20));

        ITransformer model = chain.Fit(data);

        BertFeaturizingTransformer transformer = features.Fit(data);
        Assert.Equal(rows.Select(r => r.Text).Distinct().Count(), Ran(transformer));
        Assert.Equal(120, model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
        Assert.Equal(rows.Select(r => r.Text).Distinct().Count(), Ran(transformer));
    }

    [Fact]
    public void The_memo_keeps_its_bound()
    {
        (BertFeaturizingTransformer? transformer, IDataView? view) = Fit(Texts.Rows(300), new() { InputColumnName = "Text", MemoCapacity = 10 });
        float[][] first = view.GetColumn<float[]>("Features").ToArray();
        float[][] second = view.GetColumn<float[]>("Features").ToArray();

        Assert.Equal(10, transformer.MemoStatistics.Count);
        Assert.Equal(10, transformer.MemoStatistics.Capacity);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Nothing_is_computed_when_nobody_reads_the_features()
    {
        (BertFeaturizingTransformer? transformer, IDataView? view) = Fit(Texts.Rows(100));

        Assert.Equal(100, view.GetColumn<float>("Number").Count());
        using (DataViewRowCursor cursor = view.GetRowCursor(view.Schema))
        {
            while (cursor.MoveNext())
            {
            }
        }

        Assert.Equal(0, Ran(transformer));
    }

    [Fact]
    public void A_preview_computes_a_few_rows()
    {
        (BertFeaturizingTransformer? transformer, IDataView? view) = Fit(Texts.Rows(1000));

        DataDebuggerPreview preview = view.Preview(maxRows: 5);

        Assert.Equal(5, preview.RowView.Length);
        Assert.InRange(Ran(transformer), 1, 32);
    }

    [Fact]
    public void Operations_over_the_features_give_the_features_of_their_rows()
    {
        Row[] rows = Texts.Rows(200);
        (BertFeaturizingTransformer _, IDataView? view) = Fit(rows);
        var expected = rows.Zip(view.GetColumn<float[]>("Features")).ToDictionary(p => p.First.Number, p => p.Second);
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(view, testFraction: 0.3, seed: 2);
        IDataView filtered = _ml.Data.FilterRowsByColumn(view, "Number", lowerBound: 50, upperBound: 60);
        IDataView shuffled = _ml.Data.ShuffleRows(view, seed: 4);

        foreach (IDataView? some in new[] { _ml.Data.TakeRows(view, 7), shuffled, split.TrainSet, split.TestSet, filtered, _ml.Data.Cache(view) })
        {
            foreach (Featurized row in _ml.Data.CreateEnumerable<Featurized>(some, reuseRowObject: false))
                Assert.Equal(expected[row.Number], row.Features);
        }

        Assert.Equal(7, Numbers(_ml.Data.TakeRows(view, 7)).Length);
        Assert.Equal(Enumerable.Range(50, 10).Select(i => (float)i), Numbers(filtered));
        Assert.NotEqual(Numbers(view), Numbers(shuffled));
        Assert.Equal(Numbers(view), Numbers(shuffled).Order());
        Assert.Equal(Numbers(view), Numbers(split.TrainSet).Concat(Numbers(split.TestSet)).Order());

        static float[] Numbers(IDataView data) => [.. data.GetColumn<float>("Number")];
    }

    [Fact]
    public void A_file_is_read_lazily()
    {
        string file = Path.GetTempFileName();
        File.WriteAllLines(file, ["one\ta b c", "two\t\"quoted", "three\t"]);
        IDataView data = _ml.Data.LoadFromTextFile<FileRow>(file);
        IDataView view = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data);
        var featurizer = new BertFeaturizer(TinyModel.Bert);

        Assert.Equal(new[] { "a b c", "\"quoted", "" }.Select(text => featurizer.Featurize(text)), view.GetColumn<float[]>("Features"));
        File.AppendAllLines(file, ["four\tmore"]);
        Assert.Equal(4, view.GetColumn<float[]>("Features").Count());
        File.Delete(file);
    }

    private static long Ran(BertFeaturizingTransformer transformer)
        => transformer.Featurizer.Statistics.Rows - transformer.Featurizer.Statistics.RowsReused;

    private (BertFeaturizingTransformer Transformer, IDataView View) Fit(Row[] rows, BertFeaturizingOptions? options = null)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert(options ?? new() { InputColumnName = "Text" }, TinyModel.Bert).Fit(data);
        return (transformer, transformer.Transform(data));
    }

    private sealed class FileRow
    {
        [LoadColumn(0)]
        public string Name { get; set; } = "";

        [LoadColumn(1)]
        public string Text { get; set; } = "";
    }
}
