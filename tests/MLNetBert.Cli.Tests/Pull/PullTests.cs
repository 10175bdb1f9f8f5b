using System.Text.Json;
using MLNetBert.Cli.Pull;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>What a pull makes of a repository.</summary>
public sealed class PullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = TestHub.WithTinyBert();

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Takes_what_a_model_folder_needs_and_one_model()
    {
        (PullRecord record, bool isNew) = await _hub.PullAsync(_folder.File("model"));
        string[] expected = ["1_Pooling/config.json", "LICENSE", "README.md", "config.json", "modules.json", "onnx/model.onnx", "tokenizer.json", "tokenizer_config.json", "vocab.txt"];
        Assert.True(isNew);
        Assert.Equal(expected.Where(_hub.Files.ContainsKey), record.Files.Select(file => file.Path));
        Assert.All(record.Files, file => Assert.Equal(_hub.Files[file.Path], File.ReadAllBytes(Path.Combine(_folder.File("model"), file.Path))));
        Assert.Equal(["model"], _folder.Names());
        Assert.Contains(_hub.Said, note => note.StartsWith("onnx/model.onnx (306.0 kB) is taken; --file takes another: \"onnx/model_quantized.onnx\"", StringComparison.Ordinal));
        Assert.Equal(record.Files.Count + 2, _hub.Server.Requests.Count); // The list, and the redirect.
    }

    [Fact]
    public async Task Another_model_is_taken_by_its_name()
    {
        (PullRecord record, _) = await _hub.PullAsync(_folder.File("model"), "onnx/model_quantized.onnx", "refs/pr/1");
        Assert.Equal(("onnx/model_quantized.onnx", "refs/pr/1"), (record.Model, record.Revision));
        Assert.Equal(["model_quantized.onnx"], Directory.GetFiles(_folder.File("model/onnx")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Commit_and_hashes_are_in_the_folder()
    {
        await _hub.PullAsync(_folder.File("model"));
        JsonElement json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("model/mlnetbert-pull.json"))).RootElement;
        Assert.Equal(
            [_hub.Server.Address, TestHub.Repository, "main", TestHub.Commit, "onnx/model.onnx"],
            ((string[])["endpoint", "repository", "revision", "commit", "model"]).Select(key => json.GetProperty(key).GetString()));
        foreach (JsonElement file in json.GetProperty("files").EnumerateArray())
        {
            byte[] content = _hub.Files[file.GetProperty("path").GetString()!];
            Assert.Equal(content.Length, file.GetProperty("size").GetInt64());
            Assert.Equal(file.TryGetProperty("sha256", out JsonElement sha256) ? TestHub.Sha256(content) : TestHub.GitBlob(content), sha256.ValueKind == JsonValueKind.String ? sha256.GetString() : file.GetProperty("git_blob").GetString());
        }

        Assert.DoesNotContain(TestHub.Token, json.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_in_other_files_come_too()
    {
        _hub.Files["onnx/model.onnx"] = File.ReadAllBytes(MLNetBert.Tests.ReferenceModels.Path("tiny-bert-external", "model.onnx"));
        _hub.Files["onnx/model.onnx_data"] = File.ReadAllBytes(MLNetBert.Tests.ReferenceModels.Path("tiny-bert-external", "model.onnx_data"));
        _hub.Files["onnx/model_fp16.onnx_data"] = [1];
        await _hub.PullAsync(_folder.File("model"));
        Assert.Equal(["model.onnx", "model.onnx_data"], Directory.GetFiles(_folder.File("model/onnx")).Select(Path.GetFileName).Order());
        Assert.Contains("onnx/model.onnx has its weights in onnx/model.onnx_data (239.6 kB)", _hub.Said);
        using var opened = BertModel.Open(_folder.File("model"));

        _hub.Files.Remove("onnx/model.onnx_data");
        BadInputException error = await _hub.RefusedAsync(_folder.File("other"), "model.weights");
        Assert.Contains("keeps its weights in model.onnx_data, which the repository does not have", error.Message, StringComparison.Ordinal);
        Assert.Equal(["model"], _folder.Names());
    }

    [Fact]
    public async Task Modules_come_with_their_weights_and_the_transformer_may_be_in_its_own_folder()
    {
        foreach (string path in _hub.Files.Keys.Where(path => path is "config.json" or "vocab.txt" or "tokenizer.json" or "tokenizer_config.json" || path.StartsWith("onnx/", StringComparison.Ordinal)).ToArray())
        {
            _hub.Files[$"0_Transformer/{path}"] = _hub.Files[path];
            _hub.Files.Remove(path);
        }

        _hub.Files["modules.json"] = """
            [{"idx": 0, "name": "0", "path": "0_Transformer", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"},
             {"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"}]
            """u8.ToArray();
        foreach (string path in (string[])["2_Dense/config.json", "2_Dense/model.safetensors", "2_Dense/pytorch_model.bin", "3_Dense/config.json", "3_Dense/pytorch_model.bin", "0_Transformer/pytorch_model.bin"])
            _hub.Files[path] = System.Text.Encoding.UTF8.GetBytes(path);

        (PullRecord record, _) = await _hub.PullAsync(_folder.File("model"));
        string[] paths = [.. record.Files.Select(file => file.Path)];
        Assert.Equal("0_Transformer/onnx/model.onnx", record.Model);
        Assert.Equal(["2_Dense/config.json", "2_Dense/model.safetensors", "3_Dense/config.json", "3_Dense/pytorch_model.bin"], paths.Where(path => path[1..].StartsWith("_Dense", StringComparison.Ordinal)));
        Assert.Contains("0_Transformer/config.json", paths);
        Assert.DoesNotContain("0_Transformer/pytorch_model.bin", paths);
    }

    [Fact]
    public async Task The_same_again_is_nothing_to_do()
    {
        await _hub.PullAsync(_folder.File("model"));
        int asked = _hub.Server.Requests.Count;
        Assert.False((await _hub.PullAsync(_folder.File("model"), revision: TestHub.Commit)).IsNew);
        Assert.Equal(asked + 1, _hub.Server.Requests.Count);

        async Task Refused(string part, string? file = null) => Assert.Contains(part, (await Assert.ThrowsAsync<BadInputException>(() => _hub.PullAsync(_folder.File("model"), file))).Message, StringComparison.Ordinal);
        await Refused("has tests/tiny-bert with onnx/model.onnx; name another folder", "onnx/model_quantized.onnx");
        _hub.List = list => list.Replace(TestHub.Commit, new string('f', 40), StringComparison.Ordinal);
        await Refused($"at {TestHub.Commit}, but main is {new string('f', 40)} now");
        _hub.List = list => list;
        File.AppendAllText(_folder.File("model/config.json"), " ");
        await Refused("was changed since it was made: config.json is not what it was");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("record")]
    public async Task What_is_there_already_stays(string what)
    {
        string target = _folder.File("model");
        if (what == "file")
            File.WriteAllText(target, "mine");
        else
            Directory.CreateDirectory(target);

        if (what != "file")
            File.WriteAllText(Path.Combine(target, what == "record" ? "mlnetbert-pull.json" : "mine.txt"), "{}");

        BadInputException error = await Assert.ThrowsAsync<BadInputException>(() => _hub.PullAsync(target));
        Assert.Equal("output.exists", error.Code);
        Assert.Contains("is there already, and was not made by mlnetbert pull", error.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Server.Requests);
        Assert.Equal(["model"], _folder.Names());
    }

    [Fact]
    public async Task An_empty_folder_is_filled()
    {
        Directory.CreateDirectory(_folder.File("model"));
        Assert.True((await _hub.PullAsync(_folder.File("model") + "/")).IsNew);
        Assert.True(File.Exists(_folder.File("model/config.json")));
    }
}
