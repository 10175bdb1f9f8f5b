using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests;

/// <summary>Runs a layer stage in every way there is, which must give the same bits.</summary>
internal sealed class LayerStage
{
    private readonly MLContext _ml = new(seed: 1);

    public static Row[] Rows(LayerCase torch, string tokens, string? query = null)
    {
        (float[][]? state, int[][]? mask) = (Split(torch[tokens]), Split(torch.Mask));
        (float[][]? queries, int[][]? queryMask) = query == null ? ([], []) : (Split(torch[query]), Split(torch.Ints("query_mask")));
        return [.. Enumerable.Range(0, 4).Select(i => new Row
        {
            State = state[i],
            Mask = Array.ConvertAll(mask[i], x => (long)x),
            Query = query == null ? [] : queries[i],
            QueryMask = query == null ? [] : Array.ConvertAll(queryMask[i], x => (long)x),
        })];

        static T[][] Split<T>(T[] values) => [.. values.Chunk(values.Length / 4)];
    }

    /// <summary>All rows' results, one after the other.</summary>
    public float[] Run(Row[] rows, TokenLayerOptions options)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using TokenLayerTransformer fitted = FitAndDeleteWeights(data, options);
        float[][] expected = fitted.Transform(data).GetColumn<float[]>("Features").ToArray();
        using var saved = new MemoryStream();
        _ml.Model.Save(fitted, data.Schema, saved);
        ITransformer loaded = new MLContext().Model.Load(saved, out _);
        Assert.Equal(expected, loaded.Transform(data).GetColumn<float[]>("Features"));
        Assert.Equal(fitted.GetOutputSchema(data.Schema)["Features"].Type, loaded.GetOutputSchema(data.Schema)["Features"].Type);
        using var again = new MemoryStream();
        _ml.Model.Save(loaded, data.Schema, again);
        using PredictionEngine<Row, Features> engine = _ml.Model.CreatePredictionEngine<Row, Features>(_ml.Model.Load(again, out _));
        Assert.Equal(expected, rows.Select(row => engine.Predict(row).Values));
        return [.. expected.SelectMany(row => row)];
    }

    /// <summary>Fits with a copy of the weights, which is then deleted: nothing may need it any more.</summary>
    private static TokenLayerTransformer FitAndDeleteWeights(IDataView data, TokenLayerOptions options)
    {
        if (options is not WeightedLayerOptions { WeightsPath: { } path } weighted)
            return new TokenLayerEstimator(options).Fit(data);
        string copy = Path.Combine(Path.GetTempPath(), $"mlnetbert-{Guid.NewGuid():N}{Path.GetExtension(path)}");
        File.Copy(path, copy);
        weighted.WeightsPath = copy;
        try
        {
            return new TokenLayerEstimator(options).Fit(data);
        }
        finally
        {
            weighted.WeightsPath = path;
            File.Delete(copy);
        }
    }

    public sealed class Row
    {
        [ColumnName("last_hidden_state")]
        public float[] State { get; set; } = [];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [];

        [ColumnName("query")]
        public float[] Query { get; set; } = [];

        [ColumnName("query_mask")]
        public long[] QueryMask { get; set; } = [];
    }
}
