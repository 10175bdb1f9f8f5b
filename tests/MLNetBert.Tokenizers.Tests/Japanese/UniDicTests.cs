using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MLNetBert.Tokenizers;
using MLNetBert.Tokenizers.Japanese;

namespace MLNetBert.Tests.Tokenization;

/// <summary>UniDic by path: Debian's unidic-mecab 3.1, against MeCab's own command. It takes 1 GB; .ci/unidic installs both and runs this alone.</summary>
public class UniDicTests
{
    private const string UniDic = "/var/lib/mecab/dic/unidic";
    private const int LongestWord = 100;

    [Fact, Trait("Category", "UniDic")]
    public void Texts_are_cut_as_MeCab_cuts_them()
    {
        string[] texts = [.. Texts()];
        string[][] expected = Mecab(texts);

        // A vocabulary of MeCab's own words: each word that is cut alike is one token, and no other is.
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        string folder = Directory.CreateTempSubdirectory("mlnetbert-unidic-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(folder, "vocab.txt"), [.. special, .. expected.SelectMany(words => words).Distinct()]);
            File.WriteAllText(
                Path.Combine(folder, "tokenizer_config.json"),
                """{"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "mecab", "do_lower_case": false, "mecab_kwargs": {"mecab_dic": null, "mecab_option": "-d UNIDIC -r /dev/null"}}""".Replace("UNIDIC", UniDic));
            var tokenizer = PreTrainedTokenizer.Open(folder);
            for (int i = 0; i < texts.Length; i++)
                Assert.Equal(expected[i], tokenizer.Encode(texts[i]).Tokens[1..^1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.True(texts.Length > 531, $"Only {texts.Length} texts.");
    }

    /// <summary>The Japanese texts of the references, and each of their sentences. MeCab's command reads lines.</summary>
    private static IEnumerable<string> Texts()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RepositoryFiles.Reference("tokenizers", "bert-japanese", "texts.jsonl.gz")), CompressionMode.Decompress));
        var texts = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            string text = JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!;
            texts.AddRange([text, .. text.Split('。', StringSplitOptions.RemoveEmptyEntries).Select(sentence => sentence + "。")]);
        }

        return texts.Distinct().Where(text => !text.AsSpan().ContainsAny("\n\r\0[［"));
    }

    /// <summary>MeCab's words of each text, as transformers hands them on: of the text in NFKC, without white space, and unknown if they are too long.</summary>
    private static string[][] Mecab(string[] texts)
    {
        var start = new ProcessStartInfo("mecab", ["-d", UniDic, "-r", "/dev/null", "-b", "1000000", "-O", "", "-F", "%m\n", "-U", "%m\n", "-E", "\u0004\n"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process mecab = Process.Start(start)!;
        Task<string> output = mecab.StandardOutput.ReadToEndAsync();
        foreach (string text in texts)
            mecab.StandardInput.Write(PythonNfkc.Instance.Normalize(text) + "\n");

        mecab.StandardInput.Close();
        mecab.WaitForExit();
        string[] cut = output.Result.Split("\u0004\n")[..^1];
        Assert.Equal(texts.Length, cut.Length);
        return Array.ConvertAll(cut, words => (string[])[.. words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.EnumerateRunes().Count() > LongestWord ? "[UNK]" : word)]);
    }
}
