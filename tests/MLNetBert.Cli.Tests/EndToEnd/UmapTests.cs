using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>The UMAP of resample --report, over 300 sentences of two topics.</summary>
public sealed class UmapTests : IDisposable
{
    private static readonly string Vendored = Path.Combine(RepositoryFiles.Root, "src", "MLNetBert.Cli", "Reports", "umap-js");
    private readonly TemporaryFolder _folder = new();

    public UmapTests()
    {
        using ZipArchive zip = ZipFile.OpenRead(RepositoryFiles.Reference("resampling", "real384.zip"));
        foreach (string name in new[] { "X.npy", "y.npy" })
            zip.GetEntry(name)!.ExtractToFile(_folder.File(name));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_library_is_the_published_file_and_the_page_holds_it_unchanged()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(Vendored, "umap-js.min.js"));
        string recorded = Regex.Match(File.ReadAllText(Path.Combine(Vendored, "README.md")), "Integrity of `umap-js.min.js`: `sha512-(.*)`").Groups[1].Value;
        Assert.Equal(recorded, Convert.ToBase64String(SHA512.HashData(library)));
        byte[] page = File.ReadAllBytes(Page("smote"));
        ReadOnlySpan<byte> before = "<script type=\"text/plain\" id=\"umap-js\">"u8;
        int start = page.AsSpan().IndexOf(before) + before.Length;
        Assert.Equal(library, page[start..(start + library.Length)]);
        Assert.Equal("</script>"u8, page.AsSpan(start + library.Length, 9));
        Assert.True(page.AsSpan().IndexOf("Apache License, Version 2.0"u8) >= 0);
    }

    [Fact]
    public void The_neighbours_are_those_of_a_brute_force_over_all_columns()
    {
        string page = Page("smote");
        JsonElement data = Data(page);
        Npy rows = Npy.Read(_folder.File("X.npy")), after = Npy.Read(_folder.File("out.npy"));
        double[][] points = [.. Enumerable.Range(0, after.Shape[0]).Select(row => Array.ConvertAll(after.Row(row), value => (double)value))];
        int count = rows.Shape[0], each = data.GetProperty("each").GetInt32();
        byte[] near = [.. data.GetProperty("near").GetBytesFromBase64(), .. data.GetProperty("methods")[0].GetProperty("near").GetBytesFromBase64()];
        Assert.True(points.Length > count);
        Assert.Equal(points.Length * each * 4, near.Length);
        for (int point = 0; point < points.Length; point++)
        {
            (int Row, double Distance)[] expected = [.. Enumerable.Range(0, count).Where(row => row != point)
                .Select(row => (row, Math.Sqrt(points[row].Zip(points[point], (a, b) => (a - b) * (a - b)).Sum()))).OrderBy(other => other.Item2).Take(each)];
            for (int i = 0; i < each; i++)
            {
                ReadOnlySpan<byte> entry = near.AsSpan(4 * ((point * each) + i));
                Assert.Equal(expected[i].Row, BinaryPrimitives.ReadUInt16LittleEndian(entry));
                Assert.Equal(expected[i].Distance / expected[^1].Distance, BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) / 65535.0, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("smote")]
    [InlineData("tomek-links")]
    public void The_page_places_points_near_their_neighbours_and_each_time_the_same(string method)
    {
        string page = Page(method);
        string placed = Node(page);
        Assert.Equal(placed, Node(page));
        JsonElement data = Data(page), made = data.GetProperty("methods")[0];
        double[][] umap = JsonSerializer.Deserialize<double[][]>(placed)!;
        double[][] plane = [.. Numbers(data, "x").Concat(Numbers(made, "x")).Zip(Numbers(data, "y").Concat(Numbers(made, "y")), (x, y) => new[] { x, y })];
        int rows = data.GetProperty("x").GetArrayLength();
        Assert.Equal(plane.Length, umap.Length);

        // By chance 14 of 299 neighbours would be kept; the plane of two components is what UMAP has to better.
        double byChance = 14.0 / 299;
        (double ofRows, double ofRowsInPlane) = (Kept(umap, data, 0, rows), Kept(plane, data, 0, rows));
        Assert.True(ofRows > 5 * byChance && ofRows > ofRowsInPlane, $"{ofRows} of the rows' neighbours kept, {ofRowsInPlane} in the plane");
        if (method == "smote")
        {
            (double ofMade, double ofMadeInPlane) = (Kept(umap, made, rows, rows), Kept(plane, made, rows, rows));
            Assert.True(ofMade > 5 * byChance && ofMade > ofMadeInPlane, $"{ofMade} of the synthetic points' neighbours kept, {ofMadeInPlane} in the plane");
        }
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(15, false)]
    public void Too_few_rows_for_it_have_the_plane_of_components_alone(int rows, bool umap)
    {
        string features = _folder.Write("f.csv", "f0,f1\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row},{row * row % 7}\n")));
        string labels = _folder.Write("l.txt", string.Concat(Enumerable.Range(0, rows).Select(row => row < 6 ? "a\n" : "b\n")));
        Command.Result run = Command.Run("resample", features, "--labels", labels, "--method", "random-under-sampler", "--report", _folder.File("few.html"), "--folds", "2");
        Assert.True(run.ExitCode == 0, run.Errors);
        string page = File.ReadAllText(_folder.File("few.html"));
        Assert.Equal(umap, page.Contains("value=\"umap\"", StringComparison.Ordinal));
        Assert.Equal(umap, page.Contains("id=\"umap-js\"", StringComparison.Ordinal));
        if (umap)
            Assert.All(JsonSerializer.Deserialize<double[][]>(Node(_folder.File("few.html")))!, place => Assert.True(double.IsFinite(place[0]) && double.IsFinite(place[1])));
    }

    /// <summary>Of the neighbours that the page names, the share that are among the same number of nearest rows in a picture.</summary>
    private static double Kept(double[][] places, JsonElement points, int first, int rows)
    {
        const int Each = 14;
        byte[] near = points.GetProperty("near").GetBytesFromBase64();
        int count = near.Length / (4 * Each), kept = 0;
        for (int point = 0; point < count; point++)
        {
            double[] place = places[first + point];
            IEnumerable<int> nearest = Enumerable.Range(0, rows).Where(row => row != first + point)
                .OrderBy(row => Math.Pow(places[row][0] - place[0], 2) + Math.Pow(places[row][1] - place[1], 2)).Take(Each);
            kept += nearest.Intersect(Enumerable.Range(0, Each).Select(i => (int)BinaryPrimitives.ReadUInt16LittleEndian(near.AsSpan(4 * ((point * Each) + i))))).Count();
        }

        return kept / (double)(count * Each);
    }

    private static IEnumerable<double> Numbers(JsonElement owner, string name) => owner.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());

    private static JsonElement Data(string page) =>
        JsonDocument.Parse(Regex.Match(File.ReadAllText(page), "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;

    private static string Node(string page)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(RepositoryFiles.Root, "tests", "node", "umap.mjs"), page, "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Command.Result run = Command.End(Process.Start(start)!, null);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Text;
    }

    private string Page(string method)
    {
        string[] arguments = ["resample", _folder.File("X.npy"), "--labels", _folder.File("y.npy"), "--method", method, "--out", _folder.File("out.npy"), "--report", _folder.File("page.html")];
        Command.Result run = Command.Run(arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return _folder.File("page.html");
    }
}
