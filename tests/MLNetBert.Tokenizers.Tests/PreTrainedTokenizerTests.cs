using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>What the reference cases do not show: surrogates, options that contradict each other, what the configs say, threads.</summary>
public class PreTrainedTokenizerTests
{
    private static readonly PreTrainedTokenizer Tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder("bert-base-uncased"));

    [Theory]
    [InlineData("a\uD800b")]
    [InlineData("\uDC00")]
    [InlineData("word \uDC00\uD800 \uD83D\uDE00\uD83D")]
    [InlineData("[CLS]\uD800[SEP]\uDBFF")]
    public void Lone_surrogates_are_replacement_characters(string text)
    {
        string replaced = string.Concat(text.EnumerateRunes());
        foreach (string name in (string[])["bert-base-uncased", "tiny/clean_text-false.json"])
        {
            PreTrainedTokenizer tokenizer = Open(name);
            TokenEncoding expected = tokenizer.Encode(replaced), actual = tokenizer.Encode(text);
            Assert.Equal(expected.Ids, actual.Ids);
            Assert.Equal(expected.Offsets, actual.Offsets);
            var ids = new List<int>();
            tokenizer.EncodeTo(text, int.MaxValue, ids, null);
            Assert.Equal(expected.Ids, ids);
        }
    }

    [Fact]
    public void Offsets_count_utf16_units_and_code_points_on_demand()
    {
        const string text = "\U0001F600 fish";
        TokenEncoding encoding = Tokenizer.Encode(text);
        Assert.Equal((3, 7), encoding.Offsets[^2]);
        Assert.Equal((2, 6), encoding.OffsetsInCodePoints(text)[^2]);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Max_length_must_leave_room(int maxLength, bool pair)
    {
        var ids = new List<int>();
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.EncodeTo("a", "b", pair, maxLength, ids, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", pair ? "b" : null, new() { MaxLength = maxLength }));
        Assert.Empty(ids);
    }

    [Fact]
    public void Too_much_cannot_be_cut_from_one_text_of_a_pair()
    {
        var options = new EncodeOptions { MaxLength = 6, Truncation = TruncationStrategy.OnlySecond };
        Assert.Throws<BadInputException>(() => Tokenizer.Encode("a b c d e", "f", options));
        Assert.Throws<ArgumentException>(() => Tokenizer.Encode("a b c d e", null, options));
        Assert.Throws<ArgumentException>(() => Tokenizer.Encode("a b c d e f g h", null, new() { MaxLength = 5, Stride = 3 }));
    }

    [Fact]
    public void Padding_needs_a_length_and_a_token()
    {
        Assert.Throws<ArgumentException>(() => Tokenizer.Encode("a", null, new() { Padding = PaddingStrategy.MaxLength }));
        Assert.Throws<ArgumentException>(() => Tokenizer.EncodeBatch(["a", "b"], ["c"]));
        Assert.Empty(Tokenizer.EncodeBatch([], null, new() { Padding = PaddingStrategy.Longest }));
    }

    /// <summary>With every cut length, EncodeTo gives what Encode gives; texts of all kinds, both sides.</summary>
    [Theory]
    [InlineData("right")]
    [InlineData("left")]
    public void Encode_to_truncates_as_encode(string side)
    {
        using var folder = new TemporaryFolder();
        CopyUncased(folder, config => config["truncation_side"] = side);
        var tokenizer = PreTrainedTokenizer.Open(folder.Path);
        string[] texts = [.. ReferenceTokenizers.Texts.Values.Where((_, i) => i % 40 == 0)];
        var ids = new List<int>();
        var types = new List<int>();
        for (int i = 0; i + 1 < texts.Length; i++)
        {
            bool pair = i % 2 == 0;
            int maxLength = 4 + i % 37;
            ids.Clear();
            types.Clear();
            bool cut = tokenizer.EncodeTo(texts[i], texts[i + 1], pair, maxLength, ids, types);
            Assert.Equal(tokenizer.Encode(texts[i], pair ? texts[i + 1] : null).Ids.Length > maxLength, cut);
            TokenEncoding encoding = tokenizer.Encode(texts[i], pair ? texts[i + 1] : null, new() { MaxLength = maxLength });
            Assert.Equal(encoding.Ids, ids);
            Assert.Equal(encoding.TypeIds, types);
        }
    }

    [Fact]
    public void Special_tokens_and_limits_come_from_the_configs()
    {
        Assert.Equal(new SpecialToken("[CLS]", 101), Tokenizer.SpecialTokens.Cls);
        Assert.Equal(new SpecialToken("[SEP]", 102), Tokenizer.SpecialTokens.Sep);
        Assert.Equal(new SpecialToken("[MASK]", 103), Tokenizer.SpecialTokens.Mask);
        Assert.Equal(new SpecialToken("[UNK]", 100), Tokenizer.SpecialTokens.Unk);
        Assert.Null(Tokenizer.SpecialTokens.Bos);
        Assert.Equal(0, Tokenizer.PadTokenId);
        Assert.Equal(512, Tokenizer.ModelMaxLength);
        Assert.Equal(30522, Tokenizer.VocabularySize);
        Assert.Equal((2, 3), (Tokenizer.NumSpecialTokensToAdd(false), Tokenizer.NumSpecialTokensToAdd(true)));
        Assert.Null(Tokenizer.FileOptions);

        using var folder = new TemporaryFolder();
        CopyUncased(folder, config =>
        {
            config["model_max_length"] = JsonNode.Parse("1000000000000000019884624838656");
            config["padding_side"] = "left";
            config["pad_token"] = new JsonObject { ["content"] = "[unused5]" };
        });
        var tokenizer = PreTrainedTokenizer.Open(folder.Path);
        Assert.Null(tokenizer.ModelMaxLength);
        Assert.Equal(SequenceSide.Left, tokenizer.PaddingSide);
        Assert.Equal(6, tokenizer.PadTokenId);
        Assert.Equal([6, 101, 1037, 102], tokenizer.Encode("a", null, new() { Padding = PaddingStrategy.MaxLength, PadLength = 4 }).Ids);
    }

    /// <summary>transformers lets tokenizer_config.json's word on case count more than tokenizer.json's.</summary>
    [Fact]
    public void Config_decides_on_case()
    {
        using var folder = new TemporaryFolder();
        CopyUncased(folder, config => config["do_lower_case"] = false);
        Assert.Equal([101, 100, 2879, 102], PreTrainedTokenizer.Open(folder.Path).Encode("Hello boy").Ids);
        Assert.Equal([101, 7592, 2879, 102], PreTrainedTokenizer.Open(Path.Combine(folder.Path, "tokenizer.json")).Encode("Hello boy").Ids);
    }

    [Fact]
    public void One_tokenizer_serves_many_threads()
    {
        string[] texts = [.. ReferenceTokenizers.Texts.Values.Where(t => t.Length < 500)];
        int[][] alone = [.. texts.Select(t => Tokenizer.Encode(t).Ids)];
        Parallel.For(0, texts.Length * 4, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var ids = new List<int>();
            Tokenizer.EncodeTo(texts[i % texts.Length], int.MaxValue, ids, null);
            Assert.Equal(alone[i % texts.Length], ids);
        });
    }

    /// <summary>Once its buffers have grown, the hot path allocates nothing: neither for a token nor for a text.</summary>
    [Fact]
    public void Encode_to_allocates_nothing()
    {
        string[] texts = [.. ReferenceTokenizers.Texts.Values];
        var ids = new List<int>();
        var types = new List<int>();
        long allocated = long.MaxValue;

        // The second pass has everything it needs, but only optimized code allocates nothing, and the runtime compiles it in the background,
        // late where the machine is busy: so several tries, with time in between.
        for (int i = 0; i < 50 && allocated > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (string text in texts)
            {
                ids.Clear();
                types.Clear();
                Tokenizer.EncodeTo(text, 128, ids, types);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Thread.Sleep(allocated > 0 ? 100 : 0);
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>Long words, long runs of marks and a megabyte without a space: what would take hours if it were quadratic.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("\u00E9")]
    [InlineData("\u0301")]
    [InlineData("\u302E\U0001D165")]
    [InlineData("\u4E2D")]
    [InlineData("\uAC01")]
    [InlineData("[")]
    [InlineData("[MASK]")]
    [InlineData("\uD800")]
    public void A_megabyte_without_a_space(string repeated)
    {
        string text = string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length));
        var ids = new List<int>();
        Tokenizer.EncodeTo(text, int.MaxValue, ids, null);
        Assert.Equal(Tokenizer.Encode(text).Ids, ids);
    }

    [Theory]
    [InlineData("tokenizer.json", "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":-1}}}", "model.vocab.a")]
    [InlineData("tokenizer.json", "{\"model\":{\"type\":\"WordPiece\",\"vocab\":[]}}", "model.vocab")]
    [InlineData("tokenizer.json", "{\"model\":{\"type\":\"Nonsense\"}}", "Nonsense")]
    [InlineData("tokenizer.json", "{}", "model")]
    [InlineData("tokenizer.json", "{\"model\":", "not valid JSON")]
    [InlineData("tokenizer.json", "", "not valid JSON")]
    [InlineData("vocab.txt", "", "is empty")]
    [InlineData("vocab.txt", "[PAD]\n[UNK]\n[SEP]\n", "[CLS]")]
    public void Bad_files_are_named(string name, string content, string part)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, name);
        File.WriteAllText(file, content);
        string message = Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(folder.Path)).Message;
        Assert.Contains(file, message);
        Assert.Contains(part, message);
    }

    [Fact]
    public void A_folder_without_tokenizer_says_what_to_put_there()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("tokenizer.json", Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(folder.Path)).Message);
        Assert.Contains("no such", Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(Path.Combine(folder.Path, "nothing"))).Message);
    }

    private static PreTrainedTokenizer Open(string name)
    {
        string[] parts = name.Split('/');
        string folder = ReferenceTokenizers.Folder(parts[0]);
        return PreTrainedTokenizer.Open(parts.Length == 1 ? folder : Path.Combine(folder, parts[1]));
    }

    private static void CopyUncased(TemporaryFolder folder, Action<JsonNode> change)
    {
        string source = ReferenceTokenizers.Folder("bert-base-uncased");
        File.Copy(Path.Combine(source, "tokenizer.json"), Path.Combine(folder.Path, "tokenizer.json"));
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "tokenizer_config.json")))!;
        change(config);
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer_config.json"), config.ToJsonString());
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("mlnetbert-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
