using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>--prompt, --prompt-name and --truncate-dim, and what inspect says of a folder's own.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _input;

    public PromptTests()
    {
        _model = _folder.File("model");
        Directory.CreateDirectory(Path.Combine(_model, "onnx"));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(_model, Path.GetFileName(file)));
        File.Copy(ReferenceModels.Path("tiny-bert", "config.json"), Path.Combine(_model, "config.json"));
        File.Copy(ReferenceModels.Path("tiny-bert", "model.onnx"), Path.Combine(_model, "onnx", "model.onnx"));
        File.WriteAllText(Path.Combine(_model, "config_sentence_transformers.json"), """{"prompts": {"query": "world ", "document": ""}, "default_prompt_name": "query", "truncate_dim": 12}""");
        File.WriteAllText(Path.Combine(_model, "special_tokens_map.json"), """{"additional_special_tokens": ["world"]}""");
        _input = _folder.File("texts.txt");
        File.WriteAllText(_input, "world\nthe quick brown fox\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Vectors_are_those_of_the_texts_with_the_prompt_before_them()
    {
        string written = _folder.File("written.txt");
        File.WriteAllText(written, "world world\nworld the quick brown fox\n");
        string[] expected = Lines(written, "--prompt", "");
        Assert.Equal(expected, Lines(_input));
        Assert.Equal(expected, Lines(_input, "--prompt-name", "query"));
        Assert.Equal(expected, Lines(_input, "--prompt", "world "));
        Assert.NotEqual(expected, Lines(_input, "--prompt-name", "document"));
        Assert.All(expected, line => Assert.Equal(13, line.Split(',').Length));
        Assert.All(Lines(_input, "--truncate-dim", "3"), line => Assert.Equal(4, line.Split(',').Length));
        Assert.Equal(expected, Lines(_input, "--model", Path.Combine(_model, "onnx")));
    }

    [Theory]
    [InlineData("The prompt 'x' is unknown; choose from query, document.", "--prompt-name", "x")]
    [InlineData("--prompt and --prompt-name both say what is put in front of texts; leave one out.", "--prompt-name", "query", "--prompt", "x")]
    [InlineData("The vectors have 32 values, so they cannot be cut to 33; choose 1 to 32.", "--truncate-dim", "33")]
    [InlineData("--truncate-dim 0 is not a whole number of at least 1.", "--truncate-dim", "0")]
    public void What_cannot_be_is_refused(string message, params string[] options)
    {
        Command.Result result = Command.Run(["extract", _input, "--out", _folder.File("out.csv"), "--model", _model, .. options]);
        Assert.Equal((2, $"mlnetbert: {message}\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public void Inspect_shows_class_tokens_and_prompts()
    {
        string table = Command.Run("inspect", Path.Combine(_model, "onnx")).Text;
        Assert.Matches(@"\ntokenizer class +BertTokenizer +tokenizer_config\.json: tokenizer_class\n", table);
        Assert.Matches(@"\nspecial tokens +world \d+ +special_tokens_map\.json\n", table);
        Assert.Matches(@"\nprompt query +""world "" +config_sentence_transformers\.json: prompts\.query\n", table);
        Assert.Matches(@"\ndefault prompt +query +config_sentence_transformers\.json: default_prompt_name\n", table);
        Assert.Matches(@"\ntruncate dim +12 +config_sentence_transformers\.json: truncate_dim\n", table);
        Assert.Matches(@"\nnote: .*onnx has only the graph; the tokenizer and the settings are those of .*model\.\n", table);
    }

    private string[] Lines(string input, params string[] options)
    {
        string output = _folder.File($"{Guid.NewGuid():N}.csv");
        string[] model = options.Contains("--model") ? [] : ["--model", _model];
        Command.Result result = Command.Run(["extract", input, "--out", output, "--quiet", .. model, .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return [.. File.ReadAllLines(output).Skip(1)];
    }
}
