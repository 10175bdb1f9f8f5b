using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MLNetBert.Tokenizers;
using MLNetBert.Tokenizers.Formats;
using MLNetBert.Tokenizers.Japanese;
using MLNetBert.Tokenizers.Normalizers;
using MLNetBert.Tokenizers.Pipeline;
using MLNetBert.Tokenizers.WordPiece;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Japanese: equal to transformers' BertJapaneseTokenizer, and to MeCab itself by surface.</summary>
public class JapaneseTests
{
    public static readonly TheoryData<string> IpadicModels = ["bert-japanese", "bert-japanese-char"];

    private static string Ipadic => Path.Combine(AppContext.BaseDirectory, "dictionaries", "ipadic");

    [Theory, MemberData(nameof(IpadicModels))]
    public void Surfaces_are_MeCabs(string model)
    {
        var lattice = new MecabLattice(MecabDictionary.Open(Ipadic));
        var surfaces = new List<(int Start, int End)>();
        int compared = 0;
        foreach ((string text, _, JsonElement expected) in Cases(model))
        {
            if (expected.TryGetProperty("words", out JsonElement words))
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(PythonNfkc.Instance.Normalize(text));
                lattice.Segment(utf8, surfaces);
                Assert.Equal(Strings(words), surfaces.Select(s => Encoding.UTF8.GetString(utf8[s.Start..s.End])));
                compared++;
            }
        }

        Assert.True(compared > 300);
    }

    [Theory, MemberData(nameof(IpadicModels))]
    public void Ids_and_tokens_are_transformers(string model)
    {
        var tokenizer = PreTrainedTokenizer.Open(RepositoryFiles.Reference("tokenizers", model));
        int pairs = 0;
        foreach ((string text, string? second, JsonElement expected) in Cases(model))
        {
            TokenEncoding encoding = tokenizer.Encode(text, second);
            Assert.Equal(Numbers(expected.GetProperty("ids")), encoding.Ids);
            if (second != null)
            {
                Assert.Equal(Numbers(expected.GetProperty("type_ids")), encoding.TypeIds);
                pairs++;
            }
            else
            {
                Assert.Equal(Strings(expected.GetProperty("tokens")), encoding.Tokens[1..^1]);
            }
        }

        Assert.Equal(30, pairs);
    }

    // UniDic-lite itself cannot be had from every package source; what comes after MeCab is compared from its surfaces on.
    [Fact]
    public void Word_pieces_of_UniDic_surfaces_are_transformers()
    {
        string folder = RepositoryFiles.Reference("tokenizers", "bert-japanese-unidic-lite");
        var model = new WordPieceModel(BertVocabulary.ReadVocabulary(Path.Combine(folder, "vocab.txt")).Vocabulary, "[UNK]", "##", 100);
        int compared = 0;
        foreach ((_, _, JsonElement expected) in Cases("bert-japanese-unidic-lite"))
        {
            // Where a special token stands in the text, the words are those of the whole text, the tokens those of its parts.
            if (!expected.TryGetProperty("words", out JsonElement words))
                continue;

            string[] tokens = Strings(expected.GetProperty("tokens"));
            if (tokens.Any(t => t is "[MASK]" or "[SEP]" or "[CLS]" or "[PAD]"))
                continue;

            var ids = new TokenList(WorkBudget.For(100_000));
            var text = new PreTokenizedText(WorkBudget.For(100_000));
            foreach (string word in Strings(words))
            {
                text.Text.SetOriginal(word, 0);
                text.Reset();
                PythonWhiteSpace.Instance.PreTokenize(text);
                foreach ((int start, int end) in text.Pieces)
                    model.Tokenize(text.Text.Chars[start..end], start, ids);
            }

            Assert.Equal(tokens, ids.Ids.Select(id => model.IdToToken(id)));
            compared++;
        }

        Assert.True(compared > 250);
    }

    [Fact]
    public void What_passes_for_normalized_stays_as_it_is_beside_any_other_such_character()
    {
        char[] stable = [.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => PythonNfkc.IsNormalized([c]))];
        Assert.Contains('が', stable);
        Assert.DoesNotContain('ｶ', stable);
        Assert.DoesNotContain('\u3099', stable);
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            string text = new(random.GetItems(stable, 40));
            Assert.Equal(text, UnicodeNormalizer.Nfkc.Normalize(text));
        }
    }

    [Fact]
    public void A_dictionary_that_is_missing_is_said()
    {
        string folder = RepositoryFiles.Reference("tokenizers", "bert-japanese-unidic-lite");
        BadInputException error = Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(folder));
        Assert.Contains("unidic_lite", error.Message);
        Assert.Contains("mecab_option", error.Message);
        Assert.Contains(folder, error.Message);
    }

    [Fact]
    public void A_dictionary_by_path_is_used()
    {
        using var folder = new TemporaryModel("""{"mecab_option": "-d DICTIONARY -r /dev/null", "mecab_dic": null}""".Replace("DICTIONARY", Ipadic));
        Assert.Equal(
            PreTrainedTokenizer.Open(RepositoryFiles.Reference("tokenizers", "bert-japanese")).Encode("日本銀行は18日").Ids,
            PreTrainedTokenizer.Open(folder.Path).Encode("日本銀行は18日").Ids);
    }

    [Theory]
    [InlineData("sys.dic")]
    [InlineData("unk.dic")]
    [InlineData("char.bin")]
    [InlineData("matrix.bin")]
    public void A_damaged_dictionary_is_said(string file)
    {
        using var dictionary = new TemporaryModel("{}");
        foreach (string name in (string[])["sys.dic", "unk.dic", "char.bin", "matrix.bin"])
        {
            using var packed = new BrotliStream(File.OpenRead(Path.Combine(Ipadic, name + ".br")), CompressionMode.Decompress);
            using FileStream plain = File.Create(Path.Combine(dictionary.Path, name));
            packed.CopyTo(plain);
        }

        Assert.NotNull(MecabDictionary.Open(dictionary.Path));
        string path = Path.Combine(dictionary.Path, file);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 3, 50, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains(path, Assert.Throws<BadInputException>(() => MecabDictionary.Open(dictionary.Path)).Message);
        }

        File.Delete(path);
        Assert.Contains(file, Assert.Throws<BadInputException>(() => MecabDictionary.Open(dictionary.Path)).Message);
    }

    [Fact]
    public void Lower_case_and_never_split_follow_the_configuration()
    {
        // transformers: "Tokyo TOWER" with do_lower_case; a word of never_split keeps its case in the MeCab tokenizer only after the whole text
        // was lowered, so that here nothing is left to keep.
        using var folder = new TemporaryModel("""{"mecab_dic": "ipadic"}""", "\"do_lower_case\": true,");
        var lower = PreTrainedTokenizer.Open(folder.Path);
        Assert.Equal(lower.Encode("abc です").Ids, lower.Encode("ABC です").Ids);
        Assert.Equal(lower.Encode("[MASK] です").Ids[1], lower.TokenToId("[MASK]"));
    }

    private static IEnumerable<(string Text, string? Second, JsonElement Expected)> Cases(string model)
    {
        var texts = Lines("bert-japanese", "texts.jsonl.gz")
            .Where(e => e.TryGetProperty("text", out _))
            .ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("text").GetString()!);
        return Lines(model, "japanese.jsonl.gz").Select(e => e.TryGetProperty("b", out JsonElement second)
            ? (texts[e.GetProperty("a").GetString()!], texts[second.GetString()!], e)
            : (texts[e.GetProperty("id").GetString()!], (string?)null, e));
    }

    private static IEnumerable<JsonElement> Lines(string folder, string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RepositoryFiles.Reference("tokenizers", folder, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement;
    }

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetString()!)];

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];

    /// <summary>A folder with the Japanese vocabulary and a configuration of its own.</summary>
    private sealed class TemporaryModel : IDisposable
    {
        public TemporaryModel(string mecabKwargs, string further = "")
        {
            Directory.CreateDirectory(Path);
            File.Copy(RepositoryFiles.Reference("tokenizers", "bert-japanese", "vocab.txt"), System.IO.Path.Combine(Path, "vocab.txt"));
            File.WriteAllText(
                System.IO.Path.Combine(Path, "tokenizer_config.json"),
                $$"""{"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "mecab", {{further}} "mecab_kwargs": {{mecabKwargs}}}""");
        }

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
