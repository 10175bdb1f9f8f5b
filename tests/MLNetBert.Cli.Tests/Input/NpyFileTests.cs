using System.Diagnostics;
using System.Text;
using MLNetBert.Cli.Resampling;
using MLNetBert.Resampling;

namespace MLNetBert.Cli.Tests.Input;

/// <summary>Headers of .npy files that lie, or ask for more than there can be. What they say takes no room on the disk.</summary>
public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("(9223372036854775807, 384)", "<f4", 0, "file.format", "its shape (9223372036854775807, 384) needs 14167099448608935639552 bytes, but there are 0")]
    [InlineData("(4611686018427387904, 4)", "<f4", 0, "file.format", "its shape (4611686018427387904, 4) needs 73786976294838206464 bytes")]
    [InlineData("(9999999999999999999999, 1)", "<f4", 0, "file.format", "its header cannot be read")]
    [InlineData("(-1, 4)", "<f4", 0, "file.format", "its header cannot be read")]
    [InlineData("(2, 2)", "<f99999999999", 0, "file.format", "its header cannot be read")]
    [InlineData("(2, 2)", "<f0", 0, "file.format", "its values have no length")]
    [InlineData("(3000000000, 1)", "<f2", 6_000_000_000, "data.too-large", "its shape is (3000000000, 1)")]
    [InlineData("(1, 3000000000)", "<f2", 6_000_000_000, "data.too-large", "its shape is (1, 3000000000)")]
    [InlineData("(1300000000, 384)", "<f4", 1_996_800_000_000, "data.too-large", "A matrix of 1,300,000,000 rows of 384 features would take 1,996.8 GB")]
    [InlineData("(0, 4)", "<f4", 0, "data.no-rows", "has 0 rows of 4 features")]
    [InlineData("(4, 0)", "<f4", 0, "data.no-rows", "has 4 rows of 0 features")]
    public void Features_that_cannot_be_are_refused_with_their_numbers(string shape, string type, long bytes, string code, string part)
    {
        Write(shape, type, bytes);
        BadInputException error = Assert.Throws<BadInputException>(() => FeatureFile.Read(_folder.File("a.npy"), null, CancellationToken.None));
        Assert.Equal(code, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(3,)", "<U536870912", 0, "file.format", "its header cannot be read")]
    [InlineData("(1000000000000,)", "<U0", 0, "file.format", "its values have no length")]
    [InlineData("(3000000000,)", "|b1", 3_000_000_000, "data.too-large", "its shape is (3000000000)")]
    public void Labels_that_cannot_be_are_refused_with_their_numbers(string shape, string type, long bytes, string code, string part)
    {
        Write(shape, type, bytes);
        BadInputException error = Assert.Throws<BadInputException>(() => Labels.Read(_folder.File("a.npy"), CancellationToken.None));
        Assert.Equal(code, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("False", ">f8")]
    [InlineData("False", "<f4")]
    [InlineData("True", "<f4")]
    [InlineData("True", ">f8")]
    [InlineData("True", "|i1")]
    public void Numbers_of_every_order_come_out_row_by_row(string fortran, string type)
    {
        // 700 × 111 items are more than a buffer holds.
        const int Rows = 700, Columns = 111;
        var items = new MemoryStream();
        static double Value(int row, int column) => ((row * 7) + column) % 100;
        for (int i = 0; i < Rows * Columns; i++)
        {
            double value = fortran == "True" ? Value(i % Rows, i / Rows) : Value(i / Columns, i % Columns);
            byte[] item = type[1..] switch { "f8" => BitConverter.GetBytes(value), "f4" => BitConverter.GetBytes((float)value), _ => [(byte)value] };
            items.Write(type[0] == '>' ? [.. item.Reverse()] : item);
        }

        Write($"({Rows}, {Columns})", type, 0, fortran);
        using (FileStream file = File.OpenWrite(_folder.File("a.npy")))
        {
            file.Position = 128;
            file.Write(items.ToArray());
        }

        FeatureMatrix matrix = FeatureFile.Read(_folder.File("a.npy"), null, CancellationToken.None);
        for (int row = 0; row < Rows; row++)
            Assert.Equal(Enumerable.Range(0, Columns).Select(column => (float)Value(row, column)), matrix.Row(row).ToArray());

        Assert.Throws<OperationCanceledException>(() => FeatureFile.Read(_folder.File("a.npy"), null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_shape_of_very_many_dimensions_is_refused()
    {
        string shape = $"({string.Concat(Enumerable.Repeat("9,", 300_000))})", text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n";
        _folder.Write("a.npy", [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(text.Length), .. Encoding.ASCII.GetBytes(text)]);
        BadInputException error = Assert.Throws<BadInputException>(() => FeatureFile.Read(_folder.File("a.npy"), null, CancellationToken.None));
        Assert.Contains("its shape has 300000 dimensions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_refused()
    {
        Process.Start("mkfifo", [_folder.File("a.npy")]).WaitForExit();
        using var pipe = new FileStream(_folder.File("a.npy"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        Assert.Contains("it is a pipe", Assert.Throws<BadInputException>(() => FeatureFile.Read(_folder.File("a.npy"), null, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private void Write(string shape, string type, long bytes, string fortran = "False")
    {
        byte[] header = new byte[128];
        header.AsSpan().Fill((byte)' ');
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0 }.CopyTo(header, 0);
        Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}", header.AsSpan(10));
        header[127] = (byte)'\n';
        using FileStream file = File.Create(_folder.File("a.npy"));
        file.Write(header);
        file.SetLength(128 + bytes);
    }
}
