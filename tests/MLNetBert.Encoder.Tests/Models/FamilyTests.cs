namespace MLNetBert.Tests.Models;

/// <summary>
/// Encoders of the kinds of ModernBERT, Nomic's BERT, DeBERTa-v2 and Jina's BERT (tests/reference/families): rotary or relative positions or none, norms before or behind the blocks,
/// other names. Expected values are PyTorch's; poolings of them are computed here in float64.
/// </summary>
public sealed class FamilyTests : IDisposable
{
    private const int Size = 16, Texts = 6;

    private static readonly BertModelOptions DebertaNames = new() { InputIdsName = "ids", AttentionMaskName = "mask" };

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-family-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Families => ["modernbert", "nomic", "deberta", "jina"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Token_vectors_are_those_of_PyTorch(string family)
    {
        using BertModel model = Open(family);
        Dictionary<string, NpyArray> arrays = Npz.Read(RepositoryFiles.Reference("families", $"{family}.npz"));
        for (int i = 0; i < Texts; i++)
        {
            int[] ids = Ids(arrays[$"ids_{i}"]);
            Near(Hidden(arrays, i, ^1), model.Run(ids, default, default, 1, ids.Length).TokenVectors);
        }

        // And in a batch, under the mask.
        int[] mask = Ids(arrays["mask"]), shape = arrays["padded"].Shape;
        float[] expected = arrays["padded_out"].Floats, actual = model.Run(Ids(arrays["padded"]), mask, default, shape[0], shape[1]).TokenVectors.ToArray();
        for (int token = 0; token < mask.Length; token++)
        {
            if (mask[token] != 0)
                Near(expected.AsSpan(token * Size, Size), actual.AsSpan(token * Size, Size));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void They_open_in_all_poolings(string family)
    {
        using BertModel model = Open(family);
        Dictionary<string, NpyArray> arrays = Npz.Read(RepositoryFiles.Reference("families", $"{family}.npz"));
        foreach (string pooling in (string[])["mean", "cls", "max", "min", "mean_sqrt_len_tokens", "weightedmean", "lasttoken", "cls+mean+max", "none"])
        {
            BertFeaturizer featurizer = new(model, new FeaturizerOptions { Pooling = TokenPooling.Parse(pooling) });
            string text = "hello world, the quick brown fox";
            int[] ids = model.Tokenizer.Encode(text).Ids.ToArray();
            float[] tokens = model.Run(ids, default, default, 1, ids.Length).TokenVectors.ToArray();
            Near([.. pooling.Split('+').SelectMany(mode => Pool(mode, tokens))], featurizer.Featurize(text));
        }

        Assert.Contains("needs the output", Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.Pooler })).Message);
        Assert.True(new BertVerifier(new BertFeaturizer(model)).Run(["hello world", "a b c", "the quick brown fox jumps over the lazy dog", "d e f", ""]).Exact);
        Assert.False(model.RunsOneAtATime);
    }

    [Theory]
    [InlineData("nomic")]
    [InlineData("deberta")]
    [InlineData("jina")]
    public void Hidden_layers_are_those_of_PyTorch(string family)
    {
        using BertModel model = Open(family);
        HiddenLayersAreThoseOfPyTorch(model, family);
    }

    private static void HiddenLayersAreThoseOfPyTorch(BertModel model, string family)
    {
        Dictionary<string, NpyArray> arrays = Npz.Read(RepositoryFiles.Reference("families", $"{family}.npz"));
        foreach (int layer in (int[])[0, 1, 2, 3, -1, -2])
        {
            BertModel view = model.WithHiddenLayer(layer);
            for (int i = 0; i < Texts; i++)
            {
                int[] ids = Ids(arrays[$"ids_{i}"]);
                Near(Hidden(arrays, i, layer < 0 ? ^-layer : layer), view.Run(ids, default, default, 1, ids.Length).TokenVectors);
            }
        }
    }

    /// <summary>A norm in front of each block, and one behind them all: what a layer gives is no norm's result, so it is not taken for one.</summary>
    [Fact]
    public void Hidden_layers_of_ModernBERT_are_refused_with_a_sentence()
    {
        using BertModel model = Open("modernbert");
        BadInputException refused = Assert.Throws<BadInputException>(() => model.WithHiddenLayer(-2));
        Assert.Equal("model.hidden-layer", refused.Code);
        Assert.Contains("was not seen to come from pairs of LayerNorm(x + block(x))", refused.Message);
        Assert.EndsWith("export the model with output_hidden_states, or take an export that is not fused.", refused.Message);
    }

    [Fact]
    public void Hidden_layers_of_ModernBERT_are_those_that_it_exports()
    {
        string folder = Folder("modernbert");
        File.Copy(RepositoryFiles.Reference("families", "modernbert.hidden_states.onnx"), Path.Combine(folder, "model.onnx"), overwrite: true);
        using var model = BertModel.Open(folder);
        HiddenLayersAreThoseOfPyTorch(model, "modernbert");
    }

    [Theory]
    [InlineData("modernbert", 8192, null)]
    [InlineData("nomic", 8192, null)]
    [InlineData("jina", 8192, null)]
    [InlineData("deberta", 512, "by its shape")]
    public void Lengths_and_sizes_come_from_their_own_keys(string family, int longest, string? outputs)
    {
        using BertModel model = Open(family);
        Assert.Equal((Size, (int?)longest, (int?)1024), (model.HiddenSize, model.MaxPositions, model.VocabularySize));
        Assert.Equal(family is "nomic" or "jina", model.TakesTokenTypeIds);
        if (outputs != null)
            Assert.Contains(model.Description, fact => fact.Name == "output" && fact.Source.Contains(outputs, StringComparison.Ordinal));
        Assert.Empty(model.Warnings);
    }

    [Fact]
    public void Inputs_of_unusual_names_are_refused_until_they_are_named()
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => BertModel.Open(Folder("deberta")));
        Assert.Equal("model.inputs", refused.Code);
        Assert.Contains("is none that this library knows (token ids, attention mask, token type ids, inputs_embeds); export the encoder alone with the token ids as input_ids, or open it in C# with BertModelOptions.InputIdsName.", refused.Message);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Word_embeddings_take_the_place_of_ids(string family)
    {
        using var model = BertModel.Open(Folder(family), Options(family) with { InputsEmbeds = true });
        Dictionary<string, NpyArray> arrays = Npz.Read(RepositoryFiles.Reference("families", $"{family}.npz"));
        int[] ids = Ids(arrays["ids_4"]);
        Near(Hidden(arrays, 4, ^1), model.RunEmbeddings(model.WordEmbeddings(ids), default, default, 1, ids.Length).TokenVectors);
    }

    private static BertModelOptions Options(string family) => family == "deberta" ? DebertaNames : new();

    private BertModel Open(string family) => BertModel.Open(Folder(family), Options(family));

    private string Folder(string family)
    {
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        File.Copy(RepositoryFiles.Reference("families", $"{family}.onnx"), Path.Combine(_folder, "model.onnx"), overwrite: true);
        File.Copy(RepositoryFiles.Reference("families", $"{family}.json"), Path.Combine(_folder, "config.json"), overwrite: true);
        return _folder;
    }

    private static float[] Hidden(Dictionary<string, NpyArray> arrays, int text, Index layer)
    {
        NpyArray all = arrays[$"hidden_{text}"];
        int size = all.Shape[1] * Size, index = layer.GetOffset(all.Shape[0]);
        return all.Floats[(index * size)..((index + 1) * size)];
    }

    private static int[] Ids(NpyArray array) => Array.ConvertAll(array.Longs, id => (int)id);

    private static IEnumerable<float> Pool(string mode, float[] tokens)
    {
        float[][] rows = [.. tokens.Chunk(Size)];
        double Mean(int at, Func<int, double> weight, double by) => rows.Select((row, i) => weight(i) * row[at]).Sum() / by;
        return mode == "none" ? tokens : Enumerable.Range(0, Size).Select(at => (float)(mode switch
        {
            "cls" => rows[0][at],
            "lasttoken" => rows[^1][at],
            "max" => rows.Max(row => row[at]),
            "min" => rows.Min(row => row[at]),
            "mean" => Mean(at, _ => 1, rows.Length),
            "mean_sqrt_len_tokens" => Mean(at, _ => 1, Math.Sqrt(rows.Length)),
            _ => Mean(at, i => i + 1, rows.Length * (rows.Length + 1) / 2.0),
        }));
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.Equal(expected.ToArray(), actual.ToArray(), (x, y) => Math.Abs(x - y) <= 2e-5);
}
