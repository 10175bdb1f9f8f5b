using System.Diagnostics;
using System.Text;

namespace MLNetBert.StageTests.Cultures;

/// <summary>What is saved, annotated and said is the same under every culture, and loads under every other.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-cultures-").FullName;

    public static TheoryData<string> Cultures => [.. StartupHook.Cultures];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pipeline_saved_under_an_odd_culture_is_the_same()
    {
        (string plain, string foreign) = (Folder("plain"), Folder("foreign"));

        Assert.Equal(Run(null, "save-one", plain), Run("odd", "save-one", foreign));
        Assert.Contains("concatenate(-2,-1)", Run("odd", "load", foreign));
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Cultures))]
    public void Pipelines_saved_under_one_culture_load_under_another(string culture)
    {
        (string plain, string foreign) = (Folder("plain"), Folder("foreign"));
        string expected = Run(null, "save", plain);

        Assert.Equal(expected, Run(culture, "save", foreign));
        Assert.Equal(Run(null, "load", plain), Run(null, "load", foreign));
        Assert.Equal(Run(null, "load", plain), Run(culture, "load", foreign));
        Assert.Contains("concatenate(-2,-1)", expected);
        Assert.Contains("-99", expected);
    }

    private static string Run(string? culture, string verb, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CultureProbe).Assembly.Location, verb, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        StartupHook.Under(culture, start);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"Under {culture ?? "no culture"}: {output}{errors.Result}");
        return output;
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
