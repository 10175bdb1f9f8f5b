using System.Diagnostics;
using Microsoft.ML;

namespace MLNetBert.StageTests;

/// <summary>ONNX Runtime's telemetry is off in the native environment before any session, ML.NET's own too.</summary>
public class TelemetryTests
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    [Theory]
    [InlineData("nothing", null, "unset unset")]
    [InlineData("model", null, "unset 1")]
    [InlineData("stage", null, "unset 1")]
    [InlineData("model", "0", "0 0")]
    [InlineData("stage", "0", "0 0")]
    public void What_is_used_first_switches_it_off_unless_the_user_says_otherwise(string touched, string? set, string expected) =>
        Assert.Equal(expected, Probe(set, touched));

    [Fact]
    public void A_saved_pipeline_switches_it_off_as_it_is_loaded()
    {
        MLContext ml = new();
        IDataView data = ml.Data.LoadFromEnumerable(Texts.Rows(2));
        BertModel model = TinyModel.Get("tiny-bert");
        string file = Path.GetTempFileName();
        ITransformer pipeline = ml.Transforms.Text.TokenizeBert("Text", model).Append(ml.Transforms.Text.ApplyBertModel(model)).Fit(data);
        ml.Model.Save(pipeline, data.Schema, file);

        Assert.Equal("unset 1", Probe(null, "file", file));
        File.Delete(file);
    }

    private static string Probe(string? set, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TelemetryProbe).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(Variable);
        if (set != null)
            start.Environment[Variable] = set;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output.Trim();
    }
}
