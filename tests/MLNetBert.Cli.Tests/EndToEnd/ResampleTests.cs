using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

public sealed class ResampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TomekLinks", "TomekLinks", "tomek-links")]
    [InlineData("EditedNearestNeighbours,n_neighbors=4,kind_sel=mode", "EditedNearestNeighbours", "edited-nearest-neighbours", "--set", "n_neighbors=4", "--set", "kind_sel=mode")]
    [InlineData("RepeatedEditedNearestNeighbours,max_iter=2", "RepeatedEditedNearestNeighbours", "repeated-edited-nearest-neighbours", "--set", "max_iter=2")]
    [InlineData("AllKNN,n_neighbors=5", "AllKNN", "all-knn", "--set", "n_neighbors=5")]
    [InlineData("NeighbourhoodCleaningRule,threshold_cleaning=2.5", "NeighbourhoodCleaningRule", "neighbourhood-cleaning-rule", "--set", "threshold_cleaning=2.5")]
    [InlineData("NearMiss,version=3,n_neighbors=5", "NearMiss", "near-miss", "--set", "version=3", "--set", "n_neighbors=5")]
    [InlineData("NearMiss,version=1,sampling_strategy=0.5", "NearMiss", "near-miss", "--set", "version=1", "--strategy", "0.5")]
    public void Deterministic_methods_keep_the_rows_of_imbalanced_learn(string name, string sampler, params string[] arguments)
    {
        (string features, string labels, JsonElement reference) = Reference("cloud16", name);
        Assert.Equal(sampler, reference.GetProperty("sampler").GetString());
        Run([features, "--labels", labels, "--method", .. arguments, "--out", _folder.File("out.npy")]);
        int[] expected = [.. reference.GetProperty("expected").GetProperty("sample_indices").EnumerateArray().Select(row => row.GetInt32())];
        Npy input = Npy.Read(features), output = Npy.Read(_folder.File("out.npy"));
        string[][] rows = Labels("out.labels.csv");
        Assert.Equal(["label", "source", "synthetic"], rows[0]);
        Assert.Equal(expected, rows[1..].Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)));
        Assert.All(rows[1..], row => Assert.Equal("0", row[2]));
        Assert.Equal([expected.Length, 16], output.Shape);
        Assert.All(Enumerable.Range(0, expected.Length), row => Assert.Equal(input.Row(expected[row]), output.Row(row)));
    }

    [Fact]
    public void Smote_keeps_the_input_first_and_names_base_rows()
    {
        (string features, string labels, _) = Reference("cloud16", "SMOTE,sampling_strategy=auto");
        string[] arguments = [features, "--labels", labels, "--method", "smote", "--seed", "7"];
        Run([.. arguments, "--out", _folder.File("one.npy")]);
        Run([.. arguments, "--out", _folder.File("two.npy"), "--threads", "1"]);
        Assert.Equal(File.ReadAllBytes(_folder.File("one.npy")), File.ReadAllBytes(_folder.File("two.npy")));
        Npy input = Npy.Read(features), output = Npy.Read(_folder.File("one.npy"));
        string[][] rows = Labels("one.labels.csv")[1..];
        Assert.Equal([540, 16], output.Shape);
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal((row.ToString(CultureInfo.InvariantCulture), "0"), (rows[row][1], rows[row][2])));
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal(input.Row(row), output.Row(row)));
        Assert.All(rows[300..], row => Assert.Equal(("1", "1", "1"), (row[0], row[2], rows[int.Parse(row[1], CultureInfo.InvariantCulture)][0])));
    }

    [Theory]
    [InlineData("f.csv", "id,f0,f1\na,0,0\nb,0.5,1\nc,4,4\nd,5,5\n")]
    [InlineData("f.tsv", "f0\tf1\n0\t0\n0.5\t1\n4\t4\n5\t5\n")]
    [InlineData("f.jsonl", "{\"id\":\"a\",\"features\":[0,0]}\n{\"features\":[0.5,1]}\n{\"features\":[4,4]}\n{\"features\":[5,5]}\n")]
    [InlineData("f.csv.gz", "f0,f1\n0,0\n0.5,1\n4,4\n5,5\n")]
    public void Features_and_labels_of_every_format(string name, string content)
    {
        string features = _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? Zipped(content) : System.Text.Encoding.UTF8.GetBytes(content));
        _folder.Write("l.csv", "text,label\nx,ham\ny,\"spam, \"\"bad\"\"\"\nz,ham\nw,ham\n");
        _folder.Write("l.jsonl", "{\"label\":1}\n{\"label\":0}\n{\"label\":1}\n{\"label\":1}\n");
        _folder.Write("l.txt", "b\na\nb\nb\n");
        foreach ((string labels, string rare) in new[] { ("l.csv:label", "\"spam, \"\"bad\"\"\""), ("l.jsonl:label", "0"), ("l.txt", "a") })
        {
            Run([features, "--labels", _folder.File(labels), "--method", "random-over-sampler", "--out", _folder.File("out.csv")]);
            Assert.Equal(["id,f0,f1", "0,0,0", "1,0.5,1", "2,4,4", "3,5,5", "4,0.5,1", "5,0.5,1"], File.ReadAllLines(_folder.File("out.csv")));
            Assert.Equal($"{rare},1,0", File.ReadAllLines(_folder.File("out.labels.csv"))[^1]);
        }
    }

    [Fact]
    public void Idv_holds_the_labels_too()
    {
        string features = _folder.Write("f.csv", "f0,f1\n0,0\n0.5,1\n4,4\n5,5\n");
        string labels = _folder.Write("l.csv", "label\nham\n\"spam, é\"\nham\nham\n");
        Run([features, "--labels", labels, "--method", "random-over-sampler", "--out", _folder.File("out.idv")]);
        var idv = Idv.Read(_folder.File("out.idv"));
        Assert.Equal(["Id", "Label", "Features"], idv.Columns.Select(column => column.Name));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], idv.Texts("Id"));
        Assert.Equal(["ham", "spam, é", "ham", "ham", "spam, é", "spam, é"], idv.Texts("Label"));
        Assert.Equal([[0, 0], [0.5f, 1], [4, 4], [5, 5], [0.5f, 1], [0.5f, 1]], idv.Vectors("Features"));
        Assert.Equal(["label,source,synthetic", "ham,0,0", "\"spam, é\",1,0", "ham,2,0", "ham,3,0", "\"spam, é\",1,0", "\"spam, é\",1,0"], File.ReadAllLines(_folder.File("out.labels.csv")));
        Assert.Equal(["f.csv", "l.csv", "out.idv", "out.labels.csv"], _folder.Names());
    }

    [Theory]
    [InlineData("ham=0.5,spam=0")]
    [InlineData("{\"ham\":0.5,\"spam\":0}")]
    public void Each_class_has_a_width_of_its_own(string widths)
    {
        string features = _folder.Write("f.csv", "f\n1\n2\n3\n4\n"), labels = _folder.Write("l.csv", "label\nspam\nham\nham\nham\n");
        Run([features, "--labels", labels, "--method", "random-over-sampler", "--set", $"shrinkage={widths}", "--strategy", "ham=6,spam=4", "--out", _folder.File("out.csv")]);
        Assert.Equal(["ham1", "ham1", "ham1", "spam0", "spam0", "spam0"], Labels("out.labels.csv")[5..].Select(row => row[0] + row[2]));
        Assert.Equal(["1", "1", "1"], File.ReadAllLines(_folder.File("out.csv"))[8..].Select(line => line.Split(',')[1]));
    }

    [Theory]
    [InlineData("--method smotes", "There is no method 'smotes'; the methods are random-over-sampler, smote")]
    [InlineData("--method smote --set k=3", "smote has no parameter 'k'; it has k_neighbors")]
    [InlineData("--method smote --set k_neighbors=2.5", "k_neighbors of smote must be a whole number; '2.5' is not")]
    [InlineData("--method smote --set k_neighbors=0", "k_neighbors must be 1 or more; 0 was given")]
    [InlineData("--method smote --set k_neighbors", "is not NAME=VALUE")]
    [InlineData("--method smote --set k_neighbors=1 --set k_neighbors=2", "given twice")]
    [InlineData("--method smote", "Class ham has 1 row, too few for k_neighbors = 5")]
    [InlineData("--method smote --strategy 0.1", "ratio 0.1")]
    [InlineData("--method smote --strategy 2", "sampling_strategy that is a number must be above 0 and at most 1; 2 is not")]
    [InlineData("--method smote --strategy eggs=7", "There is no class eggs; the labels are ham, spam")]
    [InlineData("--method smote --strategy spam=-50", "sampling_strategy asks for -50 rows of class spam; give 0 or more")]
    [InlineData("--method random-under-sampler --strategy spam=2,spam=1", "sampling_strategy names class spam twice")]
    [InlineData("--method smote --seed 4294967296", "--seed 4294967296 is not a whole number from 0 to 4294967295")]
    [InlineData("--method smote --seed -1", "--seed -1 is not a whole number from 0 to 4294967295")]
    [InlineData("--method smote --strategy some", "sampling_strategy 'some' is none of auto")]
    [InlineData("--method smote-nc", "smote-nc needs categorical_features")]
    [InlineData("--method tomek-links --labels LABELS:kind", "has no column \"kind\"; it has \"id\", \"label\". Name one with --labels FILE:COLUMN")]
    [InlineData("--method tomek-links --labels short.csv", "has 4 rows, but")]
    [InlineData("--method tomek-links --labels one.csv", "All rows are of class ham")]
    [InlineData("--method tomek-links --labels measures.csv", "the label 0.5 is a measure, not a class")]
    [InlineData("--method tomek-links --labels gap.csv", "row 2 has no label")]
    [InlineData("--method tomek-links --out out.feather", "the ending does not tell the format; choose .npy, .parquet, .idv, .jsonl, .csv or .tsv (.gz or .zst may follow the last three).")]
    [InlineData("--method tomek-links --out -", "name a file")]
    [InlineData("--method tomek-links FEATURES nan.csv", "Row 1, column 0 (counted from 0) is NaN")]
    [InlineData("--method tomek-links FEATURES text.csv", "text.csv, row 1 (line 2): the column \"f0\" holds \"abc\", which is not a number")]
    [InlineData("--method tomek-links FEATURES flat.npy", "features are a matrix of two dimensions, and its shape is (4,)")]
    [InlineData("--method tomek-links FEATURES cut.npy", "its shape (4, 2) needs 32 bytes, but there are 12")]
    [InlineData("--method tomek-links FEATURES f.idv", "f.idv: an .idv file can be written, but not read")]
    [InlineData("--method tomek-links FEATURES nowhere.npy", "nowhere.npy: there is no such file")]
    public void Bad_input_is_refused_in_a_sentence(string options, string part)
    {
        _folder.Write("f.csv", "f0,f1\n0,0\n1,1\n2,2\n9,9\n");
        _folder.Write("l.csv", "id,label\n1,spam\n2,spam\n3,spam\n4,ham\n");
        _folder.Write("short.csv", "label\nspam\nham\nspam\n");
        _folder.Write("one.csv", "label\nham\nham\nham\nham\n");
        _folder.Write("measures.csv", "label\n0.5\n1\n0.5\n1\n");
        _folder.Write("gap.csv", "label,x\na,1\n,2\nb,3\nb,4\n");
        _folder.Write("nan.csv", "f0\n1\nnan\n2\n3\n");
        _folder.Write("text.csv", "f0\nabc\n1\n2\n3\n");
        _folder.Write("flat.npy", NpyBytes("(4,)", 16));
        _folder.Write("cut.npy", NpyBytes("(4, 2)", 12));
        List<string> arguments = options.Split(' ').ToList();
        string features = "f.csv";
        if (arguments.IndexOf("FEATURES") is >= 0 and var at)
        {
            features = arguments[at + 1];
            arguments.RemoveRange(at, 2);
        }

        if (!arguments.Contains("--labels"))
            arguments.AddRange(["--labels", "l.csv:label"]);

        arguments[arguments.IndexOf("--labels") + 1] = _folder.File(arguments[arguments.IndexOf("--labels") + 1].Replace("LABELS", "l.csv", StringComparison.Ordinal));
        if (!arguments.Contains("--out"))
            arguments.AddRange(["--out", _folder.File("out.npy")]);

        string[] before = _folder.Names();
        Command.AssertRefused(Command.Run(["resample", _folder.File(features), .. arguments]), part);
        Assert.Equal(before, _folder.Names());
    }

    private void Run(string[] arguments)
    {
        Command.Result result = Command.Run(["resample", .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Errors));
    }

    private string[][] Labels(string name) => [.. File.ReadAllLines(_folder.File(name)).Select(line => line.Split(','))];

    private (string Features, string Labels, JsonElement Case) Reference(string set, string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(RepositoryFiles.Reference("resampling", set + ".zip"));
        archive.ExtractToDirectory(_folder.File(set));
        using var cases = JsonDocument.Parse(File.ReadAllBytes(_folder.File(Path.Combine(set, "cases.json"))));
        JsonElement reference = cases.RootElement.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).Clone();
        return (_folder.File(Path.Combine(set, "X.npy")), _folder.File(Path.Combine(set, "y.npy")), reference);
    }

    private static byte[] Zipped(string content)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }

        return memory.ToArray();
    }

    private static byte[] NpyBytes(string shape, int bytes)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[bytes]];
    }
}
