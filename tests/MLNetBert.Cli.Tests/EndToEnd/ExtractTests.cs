using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>extract against PyTorch's vectors of the embedded model.</summary>
public sealed class ExtractTests : IDisposable
{
    private static readonly string[] Texts =
        [.. File.ReadLines(ReferenceModels.MiniLM("tokens.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_are_those_of_the_reference_and_the_same_bits_in_any_order_and_format()
    {
        string input = Write("texts.jsonl", Enumerable.Range(0, Texts.Length));
        Command.Result result = Command.Run("extract", input, "--out", _folder.File("a.npy"));
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
        string summary = result.Errors.Split('\n')[^2];
        Assert.Matches(@"^184 rows, [\d,]+ tokens in [\d.]+ s: [\d,.]+ texts/s, [\d,]+ tokens/s, \d+\.\d% of the time in the model$", summary);

        var npy = Npy.Read(_folder.File("a.npy"));
        Assert.Equal([Texts.Length, 384], npy.Shape);
        Assert.Equal(Enumerable.Range(0, Texts.Length).Select(i => $"text {i}"), File.ReadAllLines(_folder.File("a.ids.txt")));
        AssertClose(Npz.Read(ReferenceModels.MiniLM("pooled.npz"))["mean_normalized"].Floats, npy.Values, 384, 1e-6, relative: false);

        // Backwards, on one thread, through pipes and as text: the same bits a row.
        byte[] backwards = Zipped(File.ReadAllText(Write("back.jsonl", Enumerable.Range(0, Texts.Length).Reverse())));
        Command.Result csv = Command.Run(backwards, "extract", "-", "--threads", "1", "--out", _folder.File("b.csv"), "--quiet");
        Assert.Equal((0, "", ""), (csv.ExitCode, csv.Text, csv.Errors));
        string[][] lines = [.. File.ReadAllLines(_folder.File("b.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(Enumerable.Range(0, Texts.Length).Reverse().Select(i => $"text {i}"), lines.Select(line => line[0]));
        Assert.Equal(Bits(npy.Values), Bits([.. lines.Reverse().SelectMany(line => line.Skip(1)).Select(f => float.Parse(f, CultureInfo.InvariantCulture))]));
    }

    [Fact]
    public void Idv_holds_the_ids_and_bits_of_npy()
    {
        string input = Write("texts.jsonl", Enumerable.Range(0, 20));
        foreach (string name in new[] { "a.npy", "a.idv" })
        {
            Command.Result result = Command.Run("extract", input, "--out", _folder.File(name), "--quiet");
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        }

        var idv = Idv.Read(_folder.File("a.idv"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"text {i}"), idv.Texts("Id"));
        Assert.Equal(Bits(Npy.Read(_folder.File("a.npy")).Values), Bits([.. idv.Vectors("Features").SelectMany(row => row)]));
    }

    [Fact]
    public void Poolings_are_joined_in_order_and_not_normalized_when_told()
    {
        Command.Result result = Command.Run("extract", Write("texts.jsonl", Enumerable.Range(0, Texts.Length)), "--pooling", "max+cls", "--normalize", "false", "--out", _folder.File("a.npy"), "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var npy = Npy.Read(_folder.File("a.npy"));
        Assert.Equal([Texts.Length, 768], npy.Shape);
        Dictionary<string, NpyArray> pooled = Npz.Read(ReferenceModels.MiniLM("pooled.npz"));
        AssertClose(pooled["max"].Floats, [.. Enumerable.Range(0, Texts.Length).SelectMany(i => npy.Row(i)[..384])], 384, 4e-6);
        AssertClose(pooled["cls"].Floats, [.. Enumerable.Range(0, Texts.Length).SelectMany(i => npy.Row(i)[384..])], 384, 4e-6);
    }

    [Fact]
    public void Token_vectors_of_other_layers_are_pooled()
    {
        string input = Write("texts.jsonl", Enumerable.Range(0, 8));
        foreach (HiddenLayers layers in new[] { -2, HiddenLayers.Concatenate(0, -2) })
        {
            Command.Result result = Command.Run("extract", input, "--hidden-layer", layers.ToString(), "--out", _folder.File("a.npy"), "--quiet");
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            using var model = BertModel.Open(options: new() { HiddenLayer = layers });
            var featurizer = new BertFeaturizer(model);
            Assert.Equal(Bits([.. Texts[..8].SelectMany(text => featurizer.Featurize(text))]), Bits(Npy.Read(_folder.File("a.npy")).Values));
        }

        Command.Result wrong = Command.Run("extract", input, "--hidden-layer", "last", "--out", _folder.File("a.npy"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("The hidden layer 'last' is not understood", wrong.Errors);
    }

    [Fact]
    public void Without_pooling_each_token_has_a_vector()
    {
        Command.Result result = Command.Run("extract", Write("texts.jsonl", Enumerable.Range(0, 12)), "--pooling", "none", "--normalize", "false", "--out", "-", "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Dictionary<string, NpyArray> hidden = Npz.Read(ReferenceModels.MiniLM("hidden.npz"));
        foreach ((string line, int i) in result.Lines.Select((line, i) => (line, i)))
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            Assert.Equal($"text {i}", row.GetProperty("id").GetString());
            float[] values = [.. row.GetProperty("features").EnumerateArray().SelectMany(token => token.EnumerateArray()).Select(value => value.GetSingle())];
            AssertClose(hidden[$"text_{i}"].Floats, values, 384, 1e-5);
        }

        Assert.Equal(12, result.Lines.Length);
    }

    [Fact]
    public void A_text_beyond_the_models_positions_is_cut_unless_that_is_refused()
    {
        string rows = _folder.Write("rows.csv", $"id,text\na,short\nb,\"{string.Concat(Enumerable.Repeat("word ", 510))}\"\nc,\"{string.Concat(Enumerable.Repeat("word ", 511))}\"\n");
        Assert.Equal(0, Command.Run("extract", rows, "--out", _folder.File("a.tsv")).ExitCode);
        Command.Result refused = Command.Run("extract", rows, "--max-length", "none", "--out", _folder.File("b.tsv"), "--quiet");
        Command.AssertRefused(refused, "rows.csv, row 3 (line 4)", "513 tokens", "512");
        Assert.Equal(["a.tsv", "rows.csv"], _folder.Names());
    }

    [Theory]
    [InlineData("a.npy")]
    [InlineData("a.idv")]
    [InlineData("a.csv")]
    [InlineData("a.jsonl")]
    public void Features_that_are_not_numbers_are_written_and_said(string output)
    {
        Directory.CreateDirectory(_folder.File("model"));
        _folder.Write("model/model.onnx", OddGraphs.GivesNaN);
        _folder.Write("model/vocab.txt", OddGraphs.Vocabulary);
        string rows = _folder.Write("rows.csv", "id,text\nx,a\ny,b\n");
        Command.Result result = Command.Run("extract", rows, "--model", _folder.File("model"), "--out", _folder.File(output));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: 2 rows of 2 have features that are not finite numbers, the first with the id x", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", Command.Run("extract", rows, "--model", _folder.File("model"), "--out", _folder.File(output), "--quiet").Errors);
        if (output == "a.jsonl")
            Assert.All(File.ReadAllLines(_folder.File(output)), line => Assert.EndsWith("null]}", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_leaves_nothing_and_exits_with_its_code(string signal)
    {
        string rows = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{Texts[i % 100].ReplaceLineEndings(" ")} {i}\n")));
        _folder.Write("out.npy", "as before");
        Process process = Command.Start("extract", rows, "--out", _folder.File("out.npy"));
        SpinWait.SpinUntil(() => _folder.Names().Length > 3 || process.HasExited, TimeSpan.FromSeconds(60));
        string[] during = _folder.Names();
        Command.Signal(process, signal);
        Command.Result result = Command.End(process, null);
        Assert.Equal((Command.ExitCode(signal), "mlnetbert: interrupted; no file was written or changed."), (result.ExitCode, result.Errors.Split('\n')[^2]));
        Assert.Equal(4, during.Length);
        Assert.Equal(["out.npy", "rows.txt"], _folder.Names());
        Assert.Equal("as before", File.ReadAllText(_folder.File("out.npy")));
    }

    private string Write(string name, IEnumerable<int> which) =>
        _folder.Write(name, string.Concat(which.Select(i => JsonSerializer.Serialize(new { id = $"text {i}", text = Texts[i] }) + "\n")));

    // Relative to the greatest value of the row, as the tolerances of the reference are; those of vectors of unit length are not.
    private static void AssertClose(float[] expected, float[] actual, int dimension, double tolerance, bool relative = true)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row += dimension)
        {
            double greatest = !relative ? 1 : expected.Skip(row).Take(dimension).Max(Math.Abs);
            for (int i = row; i < row + dimension; i++)
                Assert.InRange(Math.Abs((double)expected[i] - actual[i]), 0, tolerance * greatest);
        }
    }

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);

    private static byte[] Zipped(string text)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
