using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Labels that are numbers, from .npy and from texts.</summary>
public sealed class ResampleLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _features;

    public ResampleLabelTests() => _features = _folder.Write("f.csv", "f\n1\n2\n3\n4\n5\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Numbers_of_very_many_digits_are_names()
    {
        // Reading them as a number takes seconds, of ten times as many minutes.
        string file = _folder.Write("many.txt", new string('9', 5_000_000) + "\n" + string.Concat(Enumerable.Range(0, 39).Select(row => row % 3 == 0 ? "1\n" : "2\n")));
        string features = _folder.Write("features.csv", "f0\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row}\n")));
        Command.Result result = Command.Run("resample", features, "--labels", file, "--method", "random-under-sampler", "--out", _folder.File("out.npy"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1: 13 -> 1 rows", result.Errors, StringComparison.Ordinal);
        Assert.Contains("characters ...]", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_ordered_as_Python_orders_them()
    {
        // Of equal classes the smallest label is the minority: 9 as a number; as texts "10" comes before "9"; an emoji after U+FF21.
        string features = _folder.Write("four.csv", "f\n1\n2\n3\n4\n");
        foreach ((string labels, string reduced) in new[] { ("10,10,9,9", "10"), ("9,9,10,10", "10"), ("10,10,9x,9x", "9x"), ("\uD83D\uDE00,\uD83D\uDE00,\uFF21,\uFF21", "\uD83D\uDE00") })
        {
            string file = _folder.Write("l.txt", labels.Replace(',', '\n') + "\n");
            Assert.Equal((0, ""), Resample(features, file, "--method", "random-under-sampler", "--strategy", $"{reduced}=1", "--quiet"));
            string[] kept = [.. File.ReadLines(_folder.File("out.labels.csv")).Skip(1).Select(line => line.Split(',')[0])];
            Assert.Equal(1, kept.Count(label => label == reduced));
            Assert.Equal(reduced, kept[^1]);
        }
    }

    [Theory]
    [InlineData("npy <i8", "9007199254740993", "9007199254740992")]
    [InlineData("npy <i8", "-9007199254740992", "-9007199254740993")]
    [InlineData("npy >i8", "9223372036854775807", "9223372036854775806")]
    [InlineData("npy <u8", "9007199254740993", "9007199254740992")]
    [InlineData("npy <u8", "18446744073709551615", "9223372036854775807")]
    [InlineData("npy <i8", "10000000000000000", "9")]
    [InlineData("csv", "9007199254740993", "9007199254740992")]
    [InlineData("csv", "100000000000000000000000000000001", "99999999999999999999999999999999")]
    [InlineData("jsonl", "9007199254740993", "9007199254740992")]
    public void Large_whole_numbers_stay_apart_print_as_they_are_and_sort_by_value(string kind, string more, string less)
    {
        // Classes come out by ascending label.
        string[] labels = [more, less, more, less, less];
        string file = kind switch
        {
            "csv" => _folder.Write("l.csv", "label\n" + string.Join('\n', labels) + "\n"),
            "jsonl" => _folder.Write("l.jsonl", string.Concat(labels.Select(label => $"{{\"label\":{label}}}\n"))),
            _ => _folder.Write("l.npy", Npy(kind[4..], 5, [.. labels.SelectMany(label => Whole(kind, label))])),
        };
        Assert.Equal((0, ""), Resample(_features, file, "--method", "random-under-sampler", "--strategy", $"{more}=1,{less}=2", "--quiet"));
        Assert.Equal([less, less, more], File.ReadLines(_folder.File("out.labels.csv")).Skip(1).Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData("<f8", double.NaN, "the label of row 4 is NaN, which is not a class; give the row one, or leave it out")]
    [InlineData("<f8", double.PositiveInfinity, "the label of row 4 is Infinity")]
    [InlineData("<f4", double.NegativeInfinity, "the label of row 4 is -Infinity")]
    public void A_label_that_is_no_number_is_refused(string type, double bad, string part)
    {
        string file = _folder.Write("l.npy", Npy(type, 5, [.. new[] { 1, 1, 0, bad, 0 }.SelectMany(value => Real(type, value))]));
        AssertRefused(file, $"l.npy: {part}");
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Neither_is_it_as_a_text_among_numbers(string bad)
    {
        AssertRefused(_folder.Write("l.csv", $"label\n1\n1\n0\n{bad}\n0\n"), $"l.csv: the label of row 4 is {bad}");

        // Among names it is a name.
        string names = _folder.Write("l.txt", $"naan\nnaan\nroti\n{bad}\n{bad}\n");
        Assert.Equal((0, ""), Resample(_features, names, "--method", "random-under-sampler", "--quiet"));
    }

    [Theory]
    [InlineData("|O", "it holds objects; save real numbers or texts (astype(str))")]
    [InlineData("<c8", "it holds complex numbers; save real numbers or texts")]
    [InlineData("<M8[ns]", "it holds times; save real numbers or texts")]
    [InlineData("|V8", "it holds values of the type V; save real numbers or texts")]
    public void Arrays_of_other_things_are_called_what_they_are(string type, string part) =>
        AssertRefused(_folder.Write("l.npy", Npy(type, 5, new byte[40])), $"l.npy: {part}");

    [Fact]
    public void A_file_whose_ending_tells_nothing_is_not_helped_by_an_option_that_is_not_there()
    {
        AssertRefused(_folder.File("nofile"), "nofile: there is no such file; check the path.");
        string file = _folder.Write("nofile", "a\na\nb\nb\nb\n");
        AssertRefused(file, "nofile: the ending does not tell the format; name it .csv, .tsv, .jsonl or .txt (.gz or .zst may follow), or .parquet.");
        Command.AssertRefused(Command.Run("extract", file, "--out", _folder.File("out.npy")), "or .parquet, or give --format");
    }

    private void AssertRefused(string labels, string part)
    {
        string[] before = _folder.Names();
        Command.AssertRefused(Command.Run("resample", _features, "--labels", labels, "--method", "random-under-sampler", "--out", _folder.File("out.npy")), part);
        Assert.Equal(before, _folder.Names());
    }

    private (int ExitCode, string Errors) Resample(string features, string labels, params string[] arguments)
    {
        Command.Result result = Command.Run(["resample", features, "--labels", labels, .. arguments, "--out", _folder.File("out.npy")]);
        return (result.ExitCode, result.Errors);
    }

    private static byte[] Whole(string kind, string label)
    {
        byte[] bytes = new byte[8];
        ulong value = label[0] == '-' ? (ulong)long.Parse(label, CultureInfo.InvariantCulture) : ulong.Parse(label, CultureInfo.InvariantCulture);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return kind.Contains('>', StringComparison.Ordinal) ? [.. bytes.Reverse()] : bytes;
    }

    private static byte[] Real(string type, double value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        if (type == "<f4")
        {
            bytes = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
        }

        return bytes;
    }

    private static byte[] Npy(string type, int count, byte[] values)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. values];
    }
}
