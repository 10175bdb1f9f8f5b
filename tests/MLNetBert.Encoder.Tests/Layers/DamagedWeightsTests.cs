using System.IO.Compression;
using System.Text;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>Weight files whose headers lie: refused when they are opened, with the file and the reason, before memory is taken.</summary>
public sealed class DamagedWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weights").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", null)]
    [InlineData("""{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"v":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},"e":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]}}""", null)]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "12 bytes, not the 8")]
    [InlineData("""{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "16 bytes, not the 8")]
    [InlineData("""{"w":{"dtype":"I32","shape":[1],"data_offsets":[0,8]}}""", "4 bytes, not the 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""", "17179869184 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "-8 to 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "8 to 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "4 to 12 of 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}""", "of 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "begin at 0, but")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begin at 4, but")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 of 8 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w":{"dtype":"F\udc00","shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"w":[]}""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""{"w":null}""", "")]
    public void Safetensors(string header, string? reason) => Check("w.safetensors", [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[8]], reason);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 40)]
    [InlineData(100)]
    [InlineData(0)]
    public void Safetensors_with_an_absurd_header(ulong length) => Check("w.safetensors", [.. BitConverter.GetBytes(length), .. "{}      "u8], "");

    [Fact]
    public void Safetensors_that_are_not_text() => Check("w.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], "UTF-8");

    [Theory]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (2,), ", 8, null)]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (), ", 4, null)]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (3,), ", 8, "12 bytes")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (1,), ", 8, "4 bytes")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), ", 8, "bytes")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536), ", 8, "bytes")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (4294967298,), ", 8, "")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), ", 8, "")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (-2,), ", 8, "")]
    [InlineData("'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), ", 8, "")]
    public void Npz(string header, int length, string? reason)
    {
        byte[] text = Encoding.ASCII.GetBytes($"{{{header}}}\n");
        Check("w.npz", Zip([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[length]]), reason);
    }

    /// <summary>Entries that say of themselves that they are large, and are not.</summary>
    [Theory]
    [InlineData(0x7FFFFFF0u)]
    [InlineData(0xFFFFFFF0u)]
    public void An_entry_that_claims_gigabytes_takes_no_memory(uint length)
    {
        uint count = (length - 128) / 4;
        byte[] text = Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n");
        byte[] zip = Zip([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[8]]);
        int entry = zip.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        BitConverter.TryWriteBytes(zip.AsSpan(entry + 24), (count * 4) + 128);
        BitConverter.TryWriteBytes(zip.AsSpan(22), (count * 4) + 128);
        Check("w.npz", zip, "");
    }

    [Fact]
    public void Two_entries_of_one_name()
    {
        byte[] text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n"u8.ToArray();
        byte[] array = [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[8]];
        Check("w.npz", Zip(array, array), "twice");
    }

    private static byte[] Zip(params byte[][] arrays)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (byte[] array in arrays)
            {
                using Stream entry = zip.CreateEntry("w.npy").Open();
                entry.Write(array);
            }
        }

        return bytes.ToArray();
    }

    private void Check(string name, byte[] bytes, string? reason)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        if (reason == null)
        {
            Assert.True(LayerWeights.Open(path).Contains("w"));
            LayerWeights.Open(path).Read("w", [.. LayerWeights.Open(path).Shape("w")]);
            return;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        BadInputException refused = Assert.Throws<BadInputException>(() => LayerWeights.Open(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
        Assert.StartsWith(path, refused.Message);
        Assert.Contains(reason, refused.Message);
        Assert.Equal(("file.damaged", path), (refused.Code, refused.File));
    }
}
