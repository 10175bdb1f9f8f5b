using System.IO.Compression;
using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Every file that the command writes, and all that it says, is the same under every culture.</summary>
public sealed partial class CultureTests : IDisposable
{
    private const string Model = "tiny-bert";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cultures => [.. StartupHook.Cultures];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_as_text_are_the_same_under_an_odd_culture() => AssertSame("odd", ["extract", Texts(), "--model", Folder(), "--out", "OUT/a.csv"]);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Cultures))]
    public void Everything_is_the_same_under_every_culture(string culture)
    {
        (string features, string labels) = Clouds();
        string[][] commands =
        [
            .. from format in (string[])["npy", "idv", "jsonl", "csv", "tsv"] select (string[])["extract", Texts(), "--model", Folder(), "--pooling", "mean+max", "--out", $"OUT/a.{format}"],
            ["tokenize", Texts(), "--tokenizer", Folder()],
            ["inspect", Folder()],
            ["inspect", Folder(), "--json"],
            ["verify", Texts(), "--model", Folder(), "--json", "--report", "OUT/verify.html"],
            ["resample", features, "--labels", labels, "--method", "smote", "--strategy", "0.75", "--out", "OUT/r.npy"],
            ["resample", features, "--labels", labels, "--method", "neighbourhood-cleaning-rule", "--set", "threshold_cleaning=2.5", "--out", "OUT/r.csv"],
            ["resample", features, "--labels", labels, "--compare", "none,smote", "--report", "OUT/compare.html"],
            ["resample", features, "--labels", labels, "--method", "smote", "--strategy", "-0.5", "--out", "OUT/n.npy"],
            ["extract", Texts(), "--model", Folder(), "--max-length", "-7", "--out", "OUT/n.npy"],
            ["extract", "--help"],
        ];
        AssertSame(culture, commands);
    }

    private void AssertSame(string culture, params string[][] commands)
    {
        foreach (string[] command in commands)
        {
            (string plainText, SortedDictionary<string, byte[]> plainFiles) = Run(null, command);
            (string text, SortedDictionary<string, byte[]> files) = Run(culture, command);
            Assert.Equal(plainText, text);
            Assert.Equal(plainFiles.Keys, files.Keys);
            foreach ((string name, byte[] bytes) in plainFiles)
                Assert.True(name.EndsWith(".html", StringComparison.Ordinal) ? Timeless(bytes) == Timeless(files[name]) : bytes.AsSpan().SequenceEqual(files[name]), $"{string.Join(' ', command)}: {name} differs under {culture}");
        }
    }

    private (string Text, SortedDictionary<string, byte[]> Files) Run(string? culture, string[] command)
    {
        string output = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
        Command.Result result = Command.RunUnder(culture, [.. command.Select(argument => argument.Replace("OUT", output, StringComparison.Ordinal))]);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(output))
            files.Add(Path.GetFileName(file), File.ReadAllBytes(file));
        return (Timeless(System.Text.Encoding.UTF8.GetBytes($"{result.ExitCode}\n{result.Text}\n{result.Errors}")).Replace(output, "OUT", StringComparison.Ordinal), files);
    }

    /// <summary>Times differ between any two runs; their digits and signs are left out, and not how they are written.</summary>
    private static string Timeless(byte[] text) => Digits().Replace(Seconds().Replace(System.Text.Encoding.UTF8.GetString(text), match => Digits().Replace(match.Value, "9")), "9");

    private static string Folder() => ReferenceModels.Path(Model);

    private string Texts() => _folder.Write("texts.csv", "text,id\nA cat sat.,1\n\"Hello, I INSIST\",2\nanother mail,3\n");

    private (string Features, string Labels) Clouds()
    {
        using ZipArchive zip = ZipFile.OpenRead(RepositoryFiles.Reference("resampling", "real384.zip"));
        foreach (string name in new[] { "X.npy", "y.npy" })
            zip.GetEntry(name)!.ExtractToFile(_folder.File(name));
        return (_folder.File("X.npy"), _folder.File("y.npy"));
    }

    [GeneratedRegex(@"[\d.,]+ (s|ms|texts/s|tokens/s)\b|[\d.]+% of the time")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\d+(?=[^<>]{0,3}(s|ms)\b)")]
    private static partial Regex Digits();
}
