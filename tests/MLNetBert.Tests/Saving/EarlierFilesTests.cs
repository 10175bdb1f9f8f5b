using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>Pipelines saved by an earlier version load, and give the bits that they gave there.</summary>
public class EarlierFilesTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllBytes(Saved("expected.json"))).RootElement;
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_classifier_predicts_the_same()
    {
        IDataView scored = Run("classifier");

        AssertBits("classifier.Features", scored, ofRuntime: true);
        AssertBits("classifier.Score", scored, ofRuntime: true);
        Assert.Equal(Strings("predicted"), scored.GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void The_stages_apart_give_the_same_ids_and_features()
    {
        IDataView pooled = Run("stages");

        foreach (string column in (string[])["input_ids", "attention_mask", "token_type_ids"])
        {
            long[][] expected = [.. Expected.GetProperty($"stages.{column}").EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray())];
            Assert.Equal(expected, pooled.GetColumn<long[]>(column));
        }

        AssertBits("stages.Features", pooled, ofRuntime: false);
    }

    [Theory]
    [InlineData("Linear", false)]
    [InlineData("Attention", false)]
    [InlineData("Softmax", false)]
    [InlineData("Recurrent", true)]
    public void Layers_give_the_same(string column, bool ofRuntime) => AssertBits($"layers.{column}", Run("layers"), ofRuntime);

    private static string Saved(string name) => RepositoryFiles.Reference("saved-models", name);

    private static string[] Strings(string name) => [.. Expected.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    private static void AssertBits(string name, IDataView view, bool ofRuntime)
    {
        float[][] expected = [.. Strings(name).Select(hex => MemoryMarshal.Cast<byte, float>(Convert.FromHexString(hex)).ToArray())];
        float[][] actual = [.. view.GetColumn<float[]>(name.Split('.')[1])];
        Assert.Equal(expected.Select(row => row.Length), actual.Select(row => row.Length));
        for (int i = 0; i < expected.Length; i++)
            Assert.All(expected[i].Zip(actual[i]), pair => Assert.InRange(pair.First - pair.Second, -1e-5f, 1e-5f));
        // The runtime has kernels of its own for each kind of processor.
        if (!ofRuntime || Avx512F.IsSupported == Expected.GetProperty("avx512").GetBoolean())
            Assert.Equal(expected, actual);
    }

    private static float[] Values(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => ((((i * 37) + (seed * 101)) % 211) - 105) / 64f)];

    private IDataView Run(string name)
    {
        Row[] rows = [.. Strings("texts").Select((text, i) => new Row { Text = text, State = Values(8 * 32, i), Small = Values(8 * 8, 100 + i) })];
        return _ml.Model.Load(Saved(name + ".zip"), out _).Transform(_ml.Data.LoadFromEnumerable(rows));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";

        [ColumnName("last_hidden_state")]
        [VectorType(1, 8, 32)]
        public float[] State { get; set; } = [];

        [VectorType(1, 8, 8)]
        public float[] Small { get; set; } = [];
    }
}
