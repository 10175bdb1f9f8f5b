using Microsoft.ML.Data;
using MLNetBert.Tests;

namespace Microsoft.ML.Standin.Tests;

public class OnnxTransformerTests
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Rows_of_their_own_lengths_run_one_by_one()
    {
        var file = ReferenceModels.Path("tiny-bert", "model.onnx");
        var data = _ml.Data.LoadFromEnumerable([Row(3), Row(5)]);
        var view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state", "pooler_output"], Inputs, file).Fit(data).Transform(data);

        Assert.Equal([3 * 32, 5 * 32], view.GetColumn<float[]>("last_hidden_state").Select(v => v.Length));
        Assert.Equal([32, 32], view.GetColumn<float[]>("pooler_output").Select(v => v.Length));
        Assert.Equal("Vector<Single>", view.Schema["last_hidden_state"].Type.ToString());
    }

    [Fact]
    public void Declared_shapes_give_known_sizes()
    {
        var file = ReferenceModels.Path("tiny-bert", "model.onnx");
        var shapes = Inputs.ToDictionary(name => name, _ => new[] { 1, 4 });
        shapes["last_hidden_state"] = [1, 4, 32];
        var definition = SchemaDefinition.Create(typeof(Tokens));
        foreach (var column in definition)
            column.ColumnType = new VectorDataViewType(NumberDataViewType.Int64, 4);
        var data = _ml.Data.LoadFromEnumerable([Row(4)], definition);
        var view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, file, shapes, gpuDeviceId: null, fallbackToCpu: false, recursionLimit: 100).Fit(data).Transform(data);

        Assert.Equal("Vector<Single, 1, 4, 32>", view.Schema["last_hidden_state"].Type.ToString());
        Assert.Equal(4 * 32, view.GetColumn<float[]>("last_hidden_state").Single().Length);
    }

    [Fact]
    public void A_known_size_wants_a_declared_shape_and_an_open_shape_a_column_of_open_size()
    {
        var file = ReferenceModels.Path("tiny-bert", "model.onnx");
        var shapes = Inputs.ToDictionary(name => name, _ => new[] { 1, 4 });
        var open = _ml.Data.LoadFromEnumerable([Row(4)]);
        var view = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, file, shapes, gpuDeviceId: null, fallbackToCpu: false, recursionLimit: 100).Fit(open).Transform(open);

        Assert.ThrowsAny<Exception>(() => view.GetColumn<float[]>("last_hidden_state").ToArray());
    }

    [Fact]
    public void Columns_are_int64_and_weights_not_float16()
    {
        var data = _ml.Data.LoadFromEnumerable([new { input_ids = new[] { 1f }, attention_mask = new[] { 1L }, token_type_ids = new[] { 0L } }]);
        var onnx = _ml.Transforms.ApplyOnnxModel(["last_hidden_state"], Inputs, ReferenceModels.Path("tiny-bert", "model.onnx"));

        Assert.Throws<ArgumentOutOfRangeException>(() => onnx.Fit(data));
        var half = Path.Combine(RepositoryFiles.Root, "models", "all-MiniLM-L6-v2", "model.onnx");
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
