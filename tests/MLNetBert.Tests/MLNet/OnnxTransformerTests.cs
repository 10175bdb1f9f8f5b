using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNetBert.Tests;

namespace MLNetBert.StageTests.MLNet;

/// <summary>What ApplyBertModel relies on in ML.NET's OnnxTransformer.</summary>
public class OnnxTransformerTests
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Rows_of_their_own_lengths_run_one_by_one()
    {
        string file = ReferenceModels.Path("tiny-bert", "model.onnx");
        IDataView data = _ml.Data.LoadFromEnumerable([Row(3), Row(5)]);
        IDataView view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state", "pooler_output"], Inputs, file).Fit(data).Transform(data);

        Assert.Equal([3 * 32, 5 * 32], view.GetColumn<float[]>("last_hidden_state").Select(v => v.Length));
        Assert.Equal([32, 32], view.GetColumn<float[]>("pooler_output").Select(v => v.Length));
        Assert.Equal("Vector<Single>", view.Schema["last_hidden_state"].Type.ToString());
    }

    [Fact]
    public void Declared_shapes_give_known_sizes()
    {
        string file = ReferenceModels.Path("tiny-bert", "model.onnx");
        Dictionary<string, int[]> shapes = Inputs.ToDictionary(name => name, _ => new[] { 1, 4 });
        shapes["last_hidden_state"] = [1, 4, 32];
        var definition = SchemaDefinition.Create(typeof(Tokens));
        foreach (SchemaDefinition.Column column in definition)
            column.ColumnType = new VectorDataViewType(NumberDataViewType.Int64, 4);
        IDataView data = _ml.Data.LoadFromEnumerable([Row(4)], definition);
        IDataView view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, file, shapes, gpuDeviceId: null, fallbackToCpu: false, recursionLimit: 100).Fit(data).Transform(data);

        Assert.Equal("Vector<Single, 1, 4, 32>", view.Schema["last_hidden_state"].Type.ToString());
        Assert.Equal(4 * 32, view.GetColumn<float[]>("last_hidden_state").Single().Length);
    }

    [Fact]
    public void A_known_size_wants_a_declared_shape_and_an_open_shape_a_column_of_open_size()
    {
        string file = ReferenceModels.Path("tiny-bert", "model.onnx");
        Dictionary<string, int[]> shapes = Inputs.ToDictionary(name => name, _ => new[] { 1, 4 });
        IDataView open = _ml.Data.LoadFromEnumerable([Row(4)]);
        IDataView view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, file, shapes, gpuDeviceId: null, fallbackToCpu: false, recursionLimit: 100).Fit(open).Transform(open);

        Assert.ThrowsAny<Exception>(() => view.GetColumn<float[]>("last_hidden_state").ToArray());
    }

    [Fact]
    public void Columns_are_int64_and_weights_not_float16()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new { input_ids = new[] { 1f }, attention_mask = new[] { 1L }, token_type_ids = new[] { 0L } }]);
        OnnxScoringEstimator onnx = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, ReferenceModels.Path("tiny-bert", "model.onnx"));

        Assert.Throws<ArgumentOutOfRangeException>(() => onnx.Fit(data));
        string half = Path.Combine(RepositoryFiles.Root, "models", "all-MiniLM-L6-v2", "model.onnx");
        Assert.Contains("Float16", Assert.Throws<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, half)).Message);
    }

    private static Tokens Row(int length) => new()
    {
        Ids = [.. Enumerable.Range(1, length).Select(i => (long)i)],
        Mask = [.. Enumerable.Repeat(1L, length)],
        Types = new long[length],
    };

    private sealed class Tokens
    {
        [ColumnName("input_ids")]
        public long[] Ids { get; set; } = [];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [];

        [ColumnName("token_type_ids")]
        public long[] Types { get; set; } = [];
    }
}
