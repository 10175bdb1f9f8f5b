using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Features of more than 2 GB in and out. The input is sparse on the disk; the output takes 3 GB there, and the run some 4 GB of memory.</summary>
[Trait("Category", "Long")]
public sealed class LargeFeatureTests : IDisposable
{
    private const int Rows = 2_000_000;
    private const int Columns = 384;
    private const int Few = 40;
    private const long RowBytes = Columns * sizeof(float);

    private readonly TemporaryFolder _folder = new();

    public LargeFeatureTests()
    {
        using (FileStream file = File.Create(_folder.File("f.npy")))
        {
            byte[] header = new byte[128];
            header.AsSpan().Fill((byte)' ');
            new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0 }.CopyTo(header, 0);
            Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}", header.AsSpan(10));
            header[127] = (byte)'\n';
            file.Write(header);
            file.SetLength(128 + (Rows * RowBytes));
            file.Position = 128 + ((Rows - Few) * RowBytes);
            for (int row = Rows - Few; row < Rows; row++)
                file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Row(row).AsSpan()));
        }

        using StreamWriter labels = File.CreateText(_folder.File("l.txt"));
        for (int row = 0; row < Rows; row++)
            labels.Write(row < Rows - Few ? "many\n" : "few\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Smote_adds_rows_to_three_gigabytes()
    {
        Run("smote", "few=100");
        using FileStream output = File.OpenRead(_folder.File("o.npy"));
        byte[] header = new byte[128];
        output.ReadExactly(header);
        Assert.Contains($"'shape': ({Rows + 60}, {Columns})", Encoding.ASCII.GetString(header), StringComparison.Ordinal);
        Assert.Equal(128 + ((Rows + 60) * RowBytes), output.Length);
        Assert.Equal(new float[Columns], Values(output, Rows - Few - 1));
        for (int row = Rows - Few; row < Rows; row++)
            Assert.Equal(Row(row), Values(output, row));

        string[] tail = [.. File.ReadLines(_folder.File("o.labels.csv")).TakeLast(60)];
        for (int i = 0; i < 60; i++)
        {
            string[] fields = tail[i].Split(',');
            Assert.Equal(("few", "1"), (fields[0], fields[2]));
            int source = int.Parse(fields[1], CultureInfo.InvariantCulture);
            float[] made = Values(output, Rows + i);

            // Row r is r on all columns, so that a row between two of the last 40 has one value, within theirs.
            Assert.InRange(made[0], Row(Rows - Few)[0], Row(Rows - 1)[0]);
            Assert.All(made, value => Assert.Equal(made[0], value));
            Assert.InRange(made[0], Row(source)[0] - 10, Row(source)[0] + 10);
        }
    }

    [Fact]
    public void Rows_are_drawn_from_beyond_two_gigabytes()
    {
        Run("random-under-sampler", "auto");
        var output = Npy.Read(_folder.File("o.npy"));
        Assert.Equal([2 * Few, Columns], output.Shape);
        string[] labels = [.. File.ReadLines(_folder.File("o.labels.csv")).Skip(1)];
        for (int i = 0; i < 2 * Few; i++)
        {
            int source = int.Parse(labels[i].Split(',')[1], CultureInfo.InvariantCulture);
            Assert.Equal(source < Rows - Few ? new float[Columns] : Row(source), output.Row(i));
        }
    }

    private static float[] Row(int row) => [.. Enumerable.Repeat((float)row, Columns)];

    private static float[] Values(FileStream file, int row)
    {
        byte[] bytes = new byte[RowBytes];
        file.Position = 128 + (row * RowBytes);
        file.ReadExactly(bytes);
        float[] values = new float[Columns];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    private void Run(string method, string strategy)
    {
        Command.Result result = Command.Run("resample", _folder.File("f.npy"), "--labels", _folder.File("l.txt"), "--method", method, "--strategy", strategy, "--out", _folder.File("o.npy"));
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
