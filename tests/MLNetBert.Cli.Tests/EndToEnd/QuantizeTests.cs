using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

public sealed class QuantizeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quantize-").FullName;

    private string Out => Path.Combine(_folder, "int8");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "There is no calibration text")]
    public void Without_texts_it_says_so(string texts, string said)
    {
        string input = Path.Combine(_folder, "texts.txt");
        File.WriteAllText(input, texts);
        Refused(said, "quantize", "--calibrate", input, "--out", Out);
    }

    [Fact]
    public void A_quantized_file_is_refused_with_what_to_do() =>
        Refused("give the float32 file that it was made from", "quantize", ReferenceModels.Path("tiny-bert"), "--file", "model_quantized.onnx", "--calibrate", Texts(), "--out", Out);

    [Fact]
    public void The_models_own_folder_is_not_written_to() =>
        Refused("is the folder of the model", "quantize", ReferenceModels.Path("tiny-bert"), "--calibrate", Texts(), "--out", ReferenceModels.Path("tiny-bert"));

    [Fact]
    public void A_folder_with_files_is_not_written_to()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "mine");
        Command.Result refused = Command.Run("quantize", "--calibrate", Texts(), "--out", _folder);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("not an empty folder", refused.Errors);
    }

    [Fact]
    public void Extract_and_inspect_take_the_embedded_int8_model()
    {
        string texts = Texts();
        double[] Features(params string[] options) =>
            [.. JsonDocument.Parse(Command.Run(["extract", texts, "--out", "-", "--quiet", .. options]).Lines[0]).RootElement.GetProperty("features").EnumerateArray().Select(value => value.GetDouble())];
        double[] exact = Features(), int8 = Features("--precision", "int8");
        Assert.InRange(exact.Zip(int8, (left, right) => left * right).Sum(), 0.998, 0.999999);
        string table = Command.Run("inspect", "--precision", "int8").Text;
        Assert.Matches(@"\nprecision +int8 ", table);
        Assert.Matches(@"\ncosine to float32 +0\.999", table);
        Assert.Matches(@"\nbatches +texts of equal length together", table);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void What_it_makes_opens_like_any_other_and_does_not_move()
    {
        string texts = Texts();
        Command.Result made = Command.Run("quantize", "--calibrate", texts, "--out", Out);
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("only 60 calibration texts", made.Errors);
        Assert.Contains("cosine to float32", made.Errors);
        Assert.Equal(["1_Pooling", "LICENSE", "config.json"], Directory.EnumerateFileSystemEntries(Out).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).Take(3));
        Assert.Equal(0, Command.Run("verify", texts, "--model", Out, "--limit", "40").ExitCode);
        Assert.Empty(Directory.GetDirectories(_folder, ".*"));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Sums_are_right_on_a_processor_without_VNNI()
    {
        (int exitCode, string table, string errors) = await Emulator.RunOnHaswell(Command.Dll, "inspect", "--precision", "int8");

        // The file's own test texts have run.
        Assert.True(exitCode == 0, errors);
        Assert.Contains("cosine to float32", table);
    }

    private void Refused(string said, params string[] arguments)
    {
        Command.Result refused = Command.Run(arguments);
        Assert.Contains(said, refused.Errors);
        Assert.Equal(2, refused.ExitCode);
        Assert.False(Path.Exists(Out));
        Assert.Single(refused.Errors.TrimEnd('\n').Split('\n'));
    }

    private string Texts()
    {
        string input = Path.Combine(_folder, "texts.txt");
        File.WriteAllLines(input, Enumerable.Range(0, 60).Select(i => $"The {(i % 7) + 2} letters of {2000 + i} were sent on day {i} to {(char)('A' + (i % 26))} and answered{(i % 3 == 0 ? ", with thanks and a long list of wishes for the coming year" : "")}."));
        return input;
    }
}
