using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Model folders that cannot be used: one clear sentence, exit code 2, no output.</summary>
public sealed class BadModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Which file of the reference stands as model.onnx, beside a tokenizer that fits the tiny models, and what the sentence names.
    [Theory]
    [InlineData("malformed/zero_bytes.onnx")]
    [InlineData("malformed/truncated_half.onnx")]
    [InlineData("malformed/text.onnx")]
    [InlineData("malformed/lfs_pointer.onnx")]
    [InlineData("malformed/unknown_op.onnx")]
    [InlineData("malformed/unknown_input.onnx", "pixel_values")]
    [InlineData("malformed/output_numbered.onnx", "1607")]
    [InlineData("malformed/no_outputs.onnx")]
    [InlineData("malformed/external_missing/model.onnx", "model.onnx_data")]
    public void Model_files_that_cannot_be_run(string file, string? part = null)
    {
        string model = ModelFolder(file, "wordpiece");
        Refuse(model, "model.onnx", part ?? "model");
    }

    [Fact]
    public void A_folder_without_a_model()
    {
        string model = ModelFolder(null, "wordpiece");
        Refuse(model, model, "model.onnx");
    }

    [Fact]
    public void A_folder_without_a_tokenizer()
    {
        string model = ModelFolder("tiny-bert/model.onnx", null);
        Refuse(model, model, "tokenizer.json");
        Command.AssertRefused(Command.Run("tokenize", _folder.Write("rows.txt", "a"), "--model", model), model, "tokenizer.json");
    }

    [Fact]
    public void A_vocabulary_larger_than_the_embedding_table()
    {
        string model = ModelFolder("tiny-bert/model.onnx", null, "tiny-bert/config.json");
        Copy(Path.Combine(RepositoryFiles.Root, "models", "all-MiniLM-L6-v2"), ["tokenizer.json", "tokenizer_config.json"]);
        Refuse(model, "tokenizer.json", "30522", "1024");
    }

    [Theory]
    [InlineData("extract", false, 2)]
    [InlineData("verify", false, 2)]
    [InlineData("tokenize", false, 2)]
    [InlineData("extract", true, 3)]
    [InlineData("tokenize", true, 3)]
    public void A_length_without_room_names_who_says_it(string command, bool pair, int length)
    {
        string model = ModelFolder("tiny-bert/model.onnx", "wordpiece");
        File.WriteAllText(Path.Combine(model, "sentence_bert_config.json"), $"{{\"max_seq_length\": {length}}}");
        string[] output = command == "extract" ? ["--out", "-"] : [], second = pair ? ["--text-pair", "pair"] : [];
        Command.AssertRefused(
            Command.Run([command, _folder.Write("rows.csv", "text,pair\na,b\n"), "--model", model, "--quiet", .. output, .. second]),
            $"sentence_bert_config.json: max_seq_length is {length}, which leaves no room");
    }

    [Theory]
    [InlineData("extract")]
    [InlineData("verify")]
    public void A_model_of_word_embeddings_alone(string command)
    {
        string model = ModelFolder("tiny-bert/model_inputs_embeds.onnx", "wordpiece");
        string[] output = command == "extract" ? ["--out", "-"] : [];
        Command.AssertRefused(Command.Run([command, _folder.Write("rows.txt", "a"), "--model", model, "--quiet", .. output]), "model.onnx takes word embeddings (inputs_embeds) and no token ids");
    }

    [Fact]
    public void A_graph_that_fails_while_it_runs()
    {
        Directory.CreateDirectory(_folder.File("model"));
        _folder.Write("model/model.onnx", OddGraphs.FailsRunning);
        _folder.Write("model/vocab.txt", OddGraphs.Vocabulary);
        Refuse(_folder.File("model"), "model.onnx: a run of 1 x 2 tokens failed", "cannot be reshaped", "export the model again");
    }

    [Fact]
    public void A_folder_that_is_not_there() => Refuse(_folder.File("nowhere"), "nowhere");

    private string ModelFolder(string? file, string? tokenizer, string? config = null)
    {
        Directory.CreateDirectory(_folder.File("model"));
        if (file != null)
            File.Copy(ReferenceModels.Path(file.Split('/')), _folder.File("model/model.onnx"));

        if (config != null)
            File.Copy(ReferenceModels.Path(config.Split('/')), _folder.File("model/config.json"));

        if (tokenizer != null)
        {
            string source = ReferenceModels.Path("tiny-tokenizers", tokenizer);
            Copy(source, [.. Directory.GetFiles(source).Select(path => Path.GetFileName(path))]);
        }

        return _folder.File("model");
    }

    private void Copy(string source, string[] names)
    {
        foreach (string name in names)
            File.Copy(Path.Combine(source, name), _folder.File($"model/{name}"));
    }

    private void Refuse(string model, params ReadOnlySpan<string> parts)
    {
        string rows = _folder.Write("rows.txt", "hello\n");
        string[] before = _folder.Names();
        Command.AssertRefused(Command.Run("extract", rows, "--model", model, "--out", _folder.File("out.npy")), parts);
        Assert.Equal(before, _folder.Names());
    }
}
