using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using MLNetBert.Tests;
using MLNetBert.Tokenizers;

namespace MLNetBert.Benchmarks;

/// <summary>
/// Japanese on one thread: our ids (NFKC, MeCab's segmentation, word pieces) and MeCab's own command cutting the same file into words, in turn, in
/// one run: japanese [--rounds 5]. Needs the command mecab (Debian: apt-get install mecab). The file is the reference texts, 100 times over;
/// the fastest round of each counts, and MeCab's start on an empty file is taken off its time.
/// </summary>
internal static class JapaneseBenchmark
{
    public static int Run(string[] args)
    {
        int rounds = Options.Int(args, "--rounds", 5);
        string folder = Directory.CreateTempSubdirectory("mlnetbert-mecab-").FullName;
        try
        {
            string[] lines = [.. Enumerable.Repeat(Texts(), 100).SelectMany(t => t)];
            string file = Path.Combine(folder, "texts.txt");
            string empty = Path.Combine(folder, "empty.txt");
            File.WriteAllLines(file, lines);
            File.WriteAllText(empty, "");
            double megabytes = new FileInfo(file).Length / 1e6;
            UnpackDictionary(folder);
            var tokenizer = PreTrainedTokenizer.Open(RepositoryFiles.Reference("tokenizers", "bert-japanese"));
            (double ours, double mecab, double start) = (double.MaxValue, double.MaxValue, double.MaxValue);
            for (int round = 0; round < rounds; round++)
            {
                ours = Math.Min(ours, Ours(tokenizer, lines));
                mecab = Math.Min(mecab, Mecab(folder, file));
                start = Math.Min(start, Mecab(folder, empty));
            }

            Console.WriteLine($"{lines.Length:N0} texts, {megabytes:F1} MB; one thread; fastest of {rounds} rounds");
            Console.WriteLine($"ours, text to ids: {megabytes / ours:F1} MB/s; MeCab's command, words only: {megabytes / (mecab - start):F1} MB/s; ratio {(mecab - start) / ours:F2}");
            return 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("The command mecab is not here; install it (Debian: apt-get install mecab).");
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Ours(PreTrainedTokenizer tokenizer, string[] lines)
    {
        var ids = new List<int>();
        var clock = Stopwatch.StartNew();
        foreach (string line in lines)
        {
            ids.Clear();
            tokenizer.EncodeTo(line, int.MaxValue, ids, null);
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static double Mecab(string folder, string file)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start("mecab", ["-d", folder, "-r", Path.Combine(folder, "dicrc"), "-O", "wakati", "-b", "1000000", "-o", "/dev/null", file]);
        process.WaitForExit();
        return clock.Elapsed.TotalSeconds;
    }

    // Texts on one line, as the command takes a line for a sentence.
    private static IEnumerable<string> Texts()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RepositoryFiles.Reference("tokenizers", "bert-japanese", "texts.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (JsonDocument.Parse(line).RootElement.TryGetProperty("text", out JsonElement text) && text.GetString() is { Length: < 3000 } value && !value.AsSpan().ContainsAny('\n', '\r'))
                yield return value;
        }
    }

    private static void UnpackDictionary(string folder)
    {
        foreach (string packed in Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "src", "MLNetBert.Ipadic", "dictionaries", "ipadic"), "*.br"))
        {
            using var from = new BrotliStream(File.OpenRead(packed), CompressionMode.Decompress);
            using FileStream to = File.Create(Path.Combine(folder, Path.GetFileNameWithoutExtension(packed)));
            from.CopyTo(to);
        }

        File.WriteAllText(Path.Combine(folder, "dicrc"), "cost-factor = 800\nbos-feature = BOS/EOS,*,*,*,*,*,*,*,*\n");
    }
}
