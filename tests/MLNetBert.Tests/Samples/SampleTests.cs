using System.Diagnostics;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>Runs the single-file scripts as a user does, each in a process of its own; the sample projects are run in their own right.</summary>
[Collection("Samples")]
public class SampleTests
{
    // Of the tests' own configuration, for which the libraries are built already.
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public void The_training_script_saves_a_model_that_its_counterpart_uses()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-samples-").FullName;
        (string? csv, string? zip) = (Path.Combine(folder, "mails.csv"), Path.Combine(folder, "model.zip"));
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv"));
        File.WriteAllLines(csv, lines.Where((_, i) => i == 0 || i % 20 == 7));

        Assert.Contains("Accuracy", Script("TrainingScript/train.cs", csv, zip));
        string said = Script("TrainingScript/predict.cs", "--model", zip, "Get rich quick, no risk", "Re: new sequences window");

        Assert.Contains("Get rich quick, no risk", said);
        Assert.Equal(2, said.Split('\n').Count(line => line.StartsWith("spam (") || line.StartsWith("ham (")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void RerankMail_puts_mails_with_the_querys_words_first()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-samples-").FullName, csv = Path.Combine(folder, "mails.csv");
        File.WriteAllLines(csv, ["id,label,text", .. new[] { "Fresh coffee beans", "Lowest mortgage rates around", "Re: kernel panic on boot", "Home loans at the best interest", "Cheap flights" }.Select((text, i) => $"{i},ham,{text}")]);
        string[] lines = Script("RerankMail/rerank.cs", "mortgage rates", csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("mortgage rates: 5 of 5 mails, by the cross-encoder (in brackets by embeddings alone)", lines[0]);
        Assert.EndsWith("Lowest mortgage rates around", lines[1]);
        Assert.Equal(6, lines.Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void RebalanceMail_finds_the_rare_class()
    {
        string said = Run(Path.Combine(AppContext.BaseDirectory, "RebalanceMail.dll"));
        double[] Numbers(string line) => [.. said.Split('\n').First(l => l.StartsWith(line)).Split(':')[1].Replace("->", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Take(2).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        (double[]? recall, double[]? balanced) = (Numbers("Recall of hard-ham, the rarest class"), Numbers("Balanced accuracy"));

        // imbalanced-learn and scikit-learn on the same features, 5-fold: 0.354 to 0.679, and 0.705 to 0.787.
        Assert.True(recall[1] >= recall[0] + 0.10, said);
        Assert.True(balanced[1] > balanced[0], said);
        Assert.InRange(recall[0], 0.254, 0.454);
        Assert.InRange(recall[1], 0.604, 0.754);
        Assert.InRange(balanced[0], 0.665, 0.745);
        Assert.InRange(balanced[1], 0.757, 0.817);
    }

    [Fact]
    public void StagedPipeline_gives_the_same_bits()
    {
        string said = Run(Path.Combine(AppContext.BaseDirectory, "StagedPipeline.dll"));

        Assert.Contains("no padding: greatest difference to FeaturizeBert 0 ", said);
    }

    private static string Script(string name, params string[] arguments)
        => Run(["run", "--configuration", Configuration, Path.Combine(RepositoryFiles.Root, "samples", name), "--", .. arguments]);

    private static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }
}
