using System.Diagnostics;
using System.Text;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Models;

/// <summary>Files of a model folder that are no files, no text, or say things twice.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hostile").FullName;

    public HostileFilesTests()
    {
        foreach (string file in Directory.GetFiles(ReferenceModels.Path("tiny-bert")).Where(file => Path.GetFileName(file) is "model.onnx" || !file.EndsWith(".onnx", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(_folder, "vocab.txt"), OddGraphs.Vocabulary);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Others
    {
        get
        {
            TheoryData<string, string> others = [];
            foreach (string file in (string[])["config.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt", "model.onnx", "modules.json", "sentence_bert_config.json", "w.safetensors", "w.npz", "w.bin"])
            {
                others.Add(file, "pipe");
                others.Add(file, "device");
                others.Add(file, "endless");
            }

            return others;
        }
    }

    /// <summary>Opening a pipe waits until somebody writes; reading /dev/zero never ends.</summary>
    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_is_no_file_is_refused(string name, string kind)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string path = Path.Combine(_folder, name);
        foreach (string tokenizer in name == "vocab.txt" ? ["tokenizer.json"] : Array.Empty<string>())
            File.Delete(Path.Combine(_folder, tokenizer));
        File.Delete(path);
        if (kind == "pipe")
            Process.Start("mkfifo", [path]).WaitForExit();
        else
            File.CreateSymbolicLink(path, kind == "device" ? "/dev/null" : "/dev/zero");
        // On a thread of its own: those of the pool may all be busy beside other tests.
        Task<BadInputException> refused = Task.Factory.StartNew(() => Assert.Throws<BadInputException>(() =>
        {
            if (name.StartsWith("w.", StringComparison.Ordinal))
                LayerWeights.Open(path);
            else
                BertModel.Open(_folder).Dispose();
        }), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(await Task.WhenAny(refused, Task.Delay(TimeSpan.FromSeconds(20))) == refused, "It waits.");
        BadInputException e = await refused;
        Assert.Equal(("file.unreadable", path), (e.Code, e.File));
        Assert.Contains("pipe or a device", e.Message);
    }

    [Fact]
    public void Links_to_files_are_followed()
    {
        string other = Directory.CreateTempSubdirectory("linked").FullName;
        foreach (string file in Directory.GetFiles(_folder))
            File.CreateSymbolicLink(Path.Combine(other, Path.GetFileName(file)), file);
        using var model = BertModel.Open(other);
        Assert.True(model.HasTokenizer);
        Directory.Delete(other, recursive: true);
    }

    [Theory]
    [InlineData("config.json", """{"hidden_size":32,"hidden_size":64}""", "config.value")]
    [InlineData("config.json", """{"hidden_size":32,"x":"\ud800"}""", null)]
    [InlineData("config.json", """{"hidden_size":32,"\ud800":1}""", null)]
    [InlineData("config.json", """{"model_type":"\ud800"}""", "text.surrogate")]
    [InlineData("config.json", """{"vocab_size":1e999}""", "config.value")]
    [InlineData("config.json", """{"max_position_embeddings":-5}""", "config.value")]
    [InlineData("tokenizer_config.json", """{"model_max_length":5,"model_max_length":6}""", "config.value")]
    [InlineData("tokenizer_config.json", """{"pad_token":{"content":"a","content":"b"}}""", "config.value")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length":5,"max_seq_length":6}""", "config.value")]
    public void Keys_that_are_there_twice_and_halves_of_characters(string file, string content, string? code)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllText(path, content);
        string? actual = null;
        try
        {
            BertModel.Open(_folder).Dispose();
        }
        catch (BadInputException e)
        {
            Assert.Contains(path, e.Message);
            actual = e.Code;
        }

        Assert.Equal(code, actual);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("tokenizer.json")]
    public void Bytes_that_are_not_text(string file)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("{\"unk_token\":\"a"), 0xFF, 0xC0, .. Encoding.UTF8.GetBytes("\"}")]);
        BadInputException refused = Assert.Throws<BadInputException>(() => BertModel.Open(_folder));
        Assert.Equal(("file.encoding", path), (refused.Code, refused.File));
    }

    /// <summary>What comes from a file is not quoted without end.</summary>
    [Fact]
    public void A_message_has_a_limit()
    {
        string path = Path.Combine(_folder, "tokenizer_config.json");
        File.WriteAllText(path, $$$"""{"padding_side":"right","added_tokens_decoder":{"{{{new string('y', 1_000_000)}}}":1}}""");
        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        BadInputException refused = Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_folder));
        Assert.InRange(refused.Message.Length, 1, 2100);
        Assert.StartsWith(path, refused.Message);
        Assert.EndsWith("fetch the file again.", refused.Message);
    }
}
