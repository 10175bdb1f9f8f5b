using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace MLNetBert.Cli.Tests.EndToEnd;

public sealed class TokenizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Ids as the README of the reference data and Google's vocabulary give them.
    [Fact]
    public void Without_a_model_it_is_the_embedded_one_and_lines_go_to_standard_output()
    {
        Command.Result result = Command.Run("tokenize", _folder.Write("a.txt", "hello boy\ni am a fish\n\n"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            {"id":0,"input_ids":[101,7592,2879,102],"token_type_ids":[0,0,0,0],"attention_mask":[1,1,1,1],"offsets":[[0,0],[0,5],[6,9],[0,0]]}
            {"id":1,"input_ids":[101,1045,2572,1037,3869,102],"token_type_ids":[0,0,0,0,0,0],"attention_mask":[1,1,1,1,1,1],"offsets":[[0,0],[0,1],[2,4],[5,6],[7,11],[0,0]]}
            {"id":2,"input_ids":[101,102],"token_type_ids":[0,0],"attention_mask":[1,1],"offsets":[[0,0],[0,0]]}

            """,
            result.Text);
        Assert.StartsWith("3 rows, 12 tokens in ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_vocabulary_and_no_model_is_enough()
    {
        string model = VocabularyFolder();
        string rows = _folder.Write("rows.jsonl", "{\"id\": \"x\", \"q\": \"a \U0001F600b\", \"p\": \"b a\"}\n");
        JsonElement line = Lines(Command.Run("tokenize", rows, "--model", model, "--text", "q", "--text-pair", "p", "--quiet")).Single();
        Assert.Equal("x", line.GetProperty("id").GetString());
        Assert.Equal([1, 4, 6, 7, 2, 5, 4, 2], Numbers(line, "input_ids"));
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1], Numbers(line, "token_type_ids"));
        Assert.Equal("[[0,0],[0,1],[2,4],[4,5],[0,0],[0,1],[2,3],[0,0]]", line.GetProperty("offsets").GetRawText());
        JsonElement python = Lines(Command.Run("tokenize", rows, "--model", model, "--text", "q", "--text-pair", "p", "--quiet", "--offsets", "code-points")).Single();
        Assert.Equal("[[0,0],[0,1],[2,3],[3,4],[0,0],[0,1],[2,3],[0,0]]", python.GetProperty("offsets").GetRawText());
    }

    [Fact]
    public void Stride_gives_a_line_a_window()
    {
        JsonElement[] lines = Lines(Command.Run(Encoding.UTF8.GetBytes("a b a b b\na"), "tokenize", "-", "--model", VocabularyFolder(), "--max-length", "5", "--stride", "1", "--quiet"));
        Assert.Equal(["0 0", "0 1", "1 0"], lines.Select(line => $"{line.GetProperty("id").GetInt32()} {line.GetProperty("window").GetInt32()}"));
        Assert.Equal([[1, 4, 5, 4, 2], [1, 4, 5, 5, 2], [1, 4, 2]], lines.Select(line => Numbers(line, "input_ids")));
    }

    [Fact]
    public void Padding_to_the_longest_is_of_the_whole_input_from_files_and_from_standard_input()
    {
        string text = "a b\na b a b b\n\n";
        int[][] right = [[1, 4, 5, 2, 0, 0, 0, 0], [1, 4, 5, 4, 5, 5, 2, 0], [1, 2, 0, 0, 0, 0, 0, 0]];
        int[][] left = [.. right.Select(row => row.SkipWhile(id => id != 0).Concat(row.TakeWhile(id => id != 0)).ToArray())];
        string[] common = ["--model", VocabularyFolder(), "--padding", "longest", "--pad-to-multiple-of", "4", "--quiet"];
        JsonElement[] file = Lines(Command.Run(["tokenize", _folder.Write("a.txt", text), .. common]));
        JsonElement[] piped = Lines(Command.Run(Encoding.UTF8.GetBytes(text), ["tokenize", "-", .. common, "--padding-side", "left"]));
        Assert.Equal(right, file.Select(line => Numbers(line, "input_ids")));
        Assert.Equal(left, piped.Select(line => Numbers(line, "input_ids")));
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], Numbers(file[0], "attention_mask"));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], Numbers(piped[0], "attention_mask"));
    }

    [Fact]
    public void Several_inputs_of_several_kinds_go_into_one_zipped_file()
    {
        _folder.Write("c.jsonl.gz", Zipped("{\"text\": \"b\", \"id\": 5}\n"));
        string[] inputs = [_folder.Write("a.csv", "\uFEFFtext\r\n\"a\r\nb\"\r\n"), _folder.Write("b.tsv", "text\tid\nb\tx y\n"), _folder.File("c.jsonl.gz")];
        Command.Result result = Command.Run(["tokenize", .. inputs, "--model", VocabularyFolder(), "--out", _folder.File("ids.jsonl.gz"), "--max-length", "none", "--add-special-tokens", "false"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
        using var zip = new GZipStream(File.OpenRead(_folder.File("ids.jsonl.gz")), CompressionMode.Decompress);
        string[] lines = new StreamReader(zip).ReadToEnd().Split('\n')[..^1];
        Assert.Equal(["{\"id\":0,\"input_ids\":[4,5],", "{\"id\":\"x y\",\"input_ids\":[5],", "{\"id\":5,\"input_ids\":[5],"], lines.Select(line => line[..(line.IndexOf(']', StringComparison.Ordinal) + 2)]));
    }

    [Fact]
    public void A_closed_pipe_ends_the_work()
    {
        string rows = _folder.Write("a.txt", string.Concat(Enumerable.Repeat("hello world\n", 300_000)));
        Command.Result result = Command.Shell($"mlnetbert tokenize '{rows}' --quiet | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}");
        Assert.Equal("2\n", result.Text);
        Assert.Contains("standard output cannot be written", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--truncation only_second --max-length 4", "a.txt, line 1: ")]
    [InlineData("--stride 2 --max-length none", "--stride")]
    [InlineData("--stride 3 --max-length 5", "--stride 3")]
    [InlineData("--max-length 2", "--max-length is 2")]
    [InlineData("--truncation do_not_truncate --max-length 9", "--truncation do_not_truncate")]
    [InlineData("--pad-to-multiple-of 8", "--pad-to-multiple-of")]
    [InlineData("--padding max_length --max-length none", "--padding max_length")]
    [InlineData("--padding some", "do_not_pad, longest, max_length")]
    public void Options_that_make_no_sense_together_are_refused(string options, string part) =>
        Command.AssertRefused(Command.Run(["tokenize", _folder.Write("a.txt", "a b a b"), "--model", VocabularyFolder(), .. options.Split(' ')]), part);

    /// <summary>A tokenizer of seven tokens; what it gives can be told without running it.</summary>
    private string VocabularyFolder()
    {
        Directory.CreateDirectory(_folder.File("model"));
        _folder.Write("model/vocab.txt", "[PAD]\n[CLS]\n[SEP]\n[UNK]\na\nb\n\U0001F600\n##b\n");
        _folder.Write("model/tokenizer_config.json", "{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": true, \"model_max_length\": 64}");
        return _folder.File("model");
    }

    private static JsonElement[] Lines(Command.Result result)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static int[] Numbers(JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

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
