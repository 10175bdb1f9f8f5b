using System.Text.Json;
using MLNetBert.Cli.Commands;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Terminal;
using MLNetBert.Cli.Verification;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>verify on real mail subjects: the tiny fp32 encoder holds; the one quantized over the whole batch moves, and is run one at a time.</summary>
public sealed class VerifyTests : IDisposable
{
    private const int Texts = 300;

    private static readonly string Mails = Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_bit_moves_in_any_way_of_extract()
    {
        JsonElement file = Verify(Command.Run("verify", Mails, "--model", Model("model.onnx"), "--limit", $"{Texts}", "--threads", "3", "--json"), ExitCodes.Done);
        Assert.True(file.GetProperty("exact").GetBoolean());
        Assert.False(file.GetProperty("one_at_a_time").GetBoolean());
        JsonElement[] ways = [.. file.GetProperty("ways").EnumerateArray()];
        Assert.Equal(
            ["extract 3", "shuffled 3", "threads 1", "threads 2", "equal-length 2", "equal-length 8", "equal-length 32", "padded 32"],
            ways.Select(way => $"{Name(way)} {(way.TryGetProperty("together", out JsonElement together) ? together : way.GetProperty("threads"))}"));
        Assert.All(ways, way => Assert.Equal(Name(way) != "padded", way.GetProperty("of_extract").GetBoolean()));
        Assert.All(ways.SkipLast(1), way => Assert.Equal((Texts, 0, JsonValueKind.Null), (way.GetProperty("texts").GetInt32(), Differing(way), way.GetProperty("greatest_difference").ValueKind)));
    }

    [Fact]
    public void A_model_quantized_over_the_whole_batch_is_exact_only_because_it_runs_one_at_a_time()
    {
        string report = _folder.File("report.html");
        JsonElement file = Verify(Command.Run("verify", Mails, "--model", Model("model_quantized.onnx"), "--limit", $"{Texts}", "--json", "--report", report), ExitCodes.Done);
        Assert.True(file.GetProperty("one_at_a_time").GetBoolean());
        Assert.Contains("DynamicQuantizeLinear", file.GetProperty("one_at_a_time_reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("only because extract runs this file one text at a time", file.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        foreach (JsonElement way in file.GetProperty("ways").EnumerateArray())
        {
            bool company = Name(way) is "equal-length" or "padded";
            Assert.Equal((!company, company), (way.GetProperty("of_extract").GetBoolean(), Differing(way) > 0));
            if (company)
            {
                JsonElement greatest = way.GetProperty("greatest_difference"), least = way.GetProperty("lowest_cosine");
                Assert.InRange(greatest.GetProperty("difference").GetDouble(), 1e-4, 1);
                Assert.InRange(least.GetProperty("cosine").GetDouble(), 0.9, 1 - 1e-6);
                Assert.InRange(greatest.GetProperty("row").GetInt32(), 1, Texts);
            }
        }

        string page = File.ReadAllText(report);
        Assert.Contains("tokens of padding", page, StringComparison.Ordinal);
        Assert.Contains("<circle", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Were_it_batched_nonetheless_the_exit_code_would_tell()
    {
        using var model = BertModel.Open(Model("model_quantized.onnx"));
        TextRow[] rows = [.. new InputReader([Mails], null, new Columns(null, null, null)).Rows().Take(Texts)];
        foreach (bool oneAtATime in new[] { true, false })
        {
            var verifier = new BertVerifier(new BertFeaturizer(model), new BertVerifierOptions { OneAtATime = oneAtATime });
            VerificationResult<TextRow> file = verifier.Run(rows, static row => new TextInput(row.Text, row.TextPair));
            Assert.Equal(oneAtATime ? ExitCodes.Done : ExitCodes.Differences, VerifyCommand.ExitCode([file]));
            Assert.StartsWith(oneAtATime ? "exact" : "not exact", Verdict.Of(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_files_of_a_folder_are_run_and_those_that_cannot_are_named()
    {
        string model = Model("model.onnx");
        Directory.CreateDirectory(Path.Combine(model, "onnx"));
        File.Copy(ReferenceModels.Path("tiny-bert", "model_quantized.onnx"), Path.Combine(model, "onnx", "model_quantized.onnx"));
        File.WriteAllText(Path.Combine(model, "damaged.onnx"), "nothing");

        byte[] texts = "one text\n\na second text of more words\none text\n"u8.ToArray();
        Command.Result one = Command.Run(texts, "verify", "-", "--model", model);
        Assert.Equal(ExitCodes.Done, one.ExitCode);
        Assert.Contains("--all-files runs damaged.onnx, onnx/model_quantized.onnx too", one.Errors.Replace('\\', '/'), StringComparison.Ordinal);

        Command.Result all = Command.Run(texts, "verify", "-", "--model", model, "--all-files", "--quiet", "--pooling", "none");
        Assert.Equal((ExitCodes.Done, ""), (all.ExitCode, all.Errors));
        Assert.Equal(["model.onnx", "model_quantized.onnx"], all.Lines.Where(line => line.Contains(": 4 texts, ", StringComparison.Ordinal)).Select(line => Path.GetFileName(line.Split(':')[0])));
        Assert.Contains(all.Lines, line => line.Contains("damaged.onnx could not be run", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_file_is_compared_with_the_one_that_extract_takes()
    {
        string model = Model("model.onnx"), quantized = ReferenceModels.Path("tiny-bert", "model_quantized.onnx");
        Directory.CreateDirectory(Path.Combine(model, "onnx"));
        File.Copy(quantized, Path.Combine(model, "onnx", "model_quantized.onnx"));
        Command.Result result = Command.Run("verify", Mails, "--model", model, "--limit", $"{Texts}", "--all-files", "--json");
        Assert.True(result.ExitCode == ExitCodes.Done, result.Text + result.Errors);
        JsonElement[] files = [.. JsonDocument.Parse(result.Text).RootElement.GetProperty("files").EnumerateArray()];
        Assert.DoesNotContain("other-file", files[0].GetProperty("ways").EnumerateArray().Select(Name));
        JsonElement way = Assert.Single(files[1].GetProperty("ways").EnumerateArray(), way => Name(way) == "other-file");
        Assert.Equal(("model.onnx", false, Texts), (way.GetProperty("other_file").GetString(), way.GetProperty("of_extract").GetBoolean(), way.GetProperty("texts").GetInt32()));

        // What the two files give by themselves.
        Npy full = Extracted(model, "full.npy");
        File.Copy(quantized, Path.Combine(model, "model.onnx"), overwrite: true);
        Npy rough = Extracted(model, "rough.npy");
        double[] greatest = [.. Enumerable.Range(0, Texts).Select(row => full.Row(row).Zip(rough.Row(row), (a, b) => Math.Abs((double)a - b)).Max())];
        double[] cosines = [.. Enumerable.Range(0, Texts).Select(row => Cosine(full.Row(row), rough.Row(row)))];
        Assert.Equal(greatest.Count(difference => difference > 0), Differing(way));
        Assert.Equal(greatest.Max(), way.GetProperty("greatest_difference").GetProperty("difference").GetDouble());
        Assert.Equal(Array.IndexOf(greatest, greatest.Max()) + 1, way.GetProperty("greatest_difference").GetProperty("row").GetInt32());
        Assert.Equal(cosines.Min(), way.GetProperty("lowest_cosine").GetProperty("cosine").GetDouble(), 1e-12);
    }

    [Fact]
    public void Wrong_values_are_refused()
    {
        Command.AssertRefused(Command.Run("verify", Mails, "--limit", "0"), "--limit 0");
        Command.AssertRefused(Command.Run("verify", Mails, "--report", "page.txt"), "page.txt", ".html");
    }

    /// <summary>A tiny encoder as model.onnx, beside a tokenizer that fits it.</summary>
    private string Model(string file)
    {
        string folder = Directory.CreateDirectory(_folder.File("model")).FullName;
        foreach (string part in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(part, Path.Combine(folder, Path.GetFileName(part)));

        File.Copy(ReferenceModels.Path("tiny-bert", "config.json"), Path.Combine(folder, "config.json"));
        File.Copy(ReferenceModels.Path("tiny-bert", file), Path.Combine(folder, "model.onnx"));
        return folder;
    }

    private Npy Extracted(string model, string name)
    {
        Assert.Equal(ExitCodes.Done, Command.Run("extract", Mails, "--model", model, "--out", _folder.File(name), "--quiet").ExitCode);
        return Npy.Read(_folder.File(name));
    }

    private static double Cosine(float[] a, float[] b)
    {
        double product = 0, left = 0, right = 0;
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return product / Math.Sqrt(left * right);
    }

    private static JsonElement Verify(Command.Result result, int exitCode)
    {
        Assert.True(exitCode == result.ExitCode, result.Text + result.Errors);
        JsonElement all = JsonDocument.Parse(result.Text).RootElement;
        Assert.Equal(exitCode == ExitCodes.Done, all.GetProperty("exact").GetBoolean());
        return Assert.Single(all.GetProperty("files").EnumerateArray());
    }

    private static string Name(JsonElement way) => way.GetProperty("way").GetString()!;

    private static int Differing(JsonElement way) => way.GetProperty("differing").GetInt32();
}
