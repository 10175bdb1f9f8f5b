using System.IO.Compression;
using System.Text;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Modules;

/// <summary>
/// Files of weights that are cut, that say other things than they hold, or that ask for code to be run: each is refused with a sentence that names it, nothing of it
/// runs, and no more memory is taken than a file of its size could need.
/// </summary>
public sealed class DamagedModuleTests : IDisposable
{
    private const string Evidence = "/tmp/mlnetbert-was-here";

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_are_cut_are_refused()
    {
        int files = 0;
        foreach ((string kind, byte[] whole) in ((string, byte[])[])[("bin", Reference("dense.bin")), ("bin", Reference("types.bin")), ("bin", Reference("dense.older.bin")), ("bin", Reference("views.older.bin")), ("safetensors", Safetensors())])
        {
            for (int i = 0; i < 40; i++, files++)
                Refused(whole[..(whole.Length * i / 40)], kind);
        }

        Assert.Equal(200, files);
    }

    /// <summary>Pickles that do what torch.load without weights_only would do for them, one behind the other.</summary>
    [Theory]
    [InlineData("cos\nsystem\nX\u0016\0\0\0touch /tmp/mlnetbert-was\u0085R.", "asks for os.system")]
    [InlineData("cposix\nsystem\n.", "asks for posix.system")]
    [InlineData("cbuiltins\neval\n.", "asks for builtins.eval")]
    [InlineData("c__builtin__\nexec\n.", "asks for __builtin__.exec")]
    [InlineData("csubprocess\nPopen\n.", "asks for subprocess.Popen")]
    [InlineData("ctorch\nload\n.", "asks for torch.load")]
    [InlineData("ctorch.nn.modules.linear\nLinear\n.", "asks for torch.nn.modules.linear.Linear")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n.", "asks for torch._utils._rebuild_tensor")]
    [InlineData("ccollections\nOrderedDict.__init__.__globals__\n.", "asks for collections.OrderedDict.__init__")]
    [InlineData("ccollections.OrderedDict\n\n.", "asks for collections.OrderedDict.")]
    [InlineData("(S'touch'\nios\nsystem\n.", "operation 0x53")]
    [InlineData("(ios\nsystem\n.", "operation 0x69")]
    [InlineData("ctorch\nFloatStorage\n)\u0081.", "operation 0x81")]
    [InlineData("ctorch\nFloatStorage\n)}\u0092.", "operation 0x92")]
    [InlineData("\u008c\u0002os\u008c\u0006system\u0093.", "operation 0x8c")]
    [InlineData("\u0082\u0001.", "operation 0x82")]
    [InlineData("\u0097.", "operation 0x97")]
    [InlineData("P1\n.", "operation 0x50")]
    [InlineData("I1\n.", "operation 0x49")]
    [InlineData("}2.", "operation 0x32")]
    [InlineData("}0.", "operation 0x30")]
    [InlineData("\u0080\u0005}.", "protocol 5")]
    [InlineData("ctorch\nFloatStorage\n)R.", "calls torch.FloatStorage")]
    [InlineData("ccollections\nOrderedDict\n(]X\u0001\0\0\0aatR.", "from a list, as Python 2 did")]
    [InlineData("K\u0001.", "no dict of tensors")]
    [InlineData("].", "no dict of tensors")]
    [InlineData("N.", "no dict of tensors")]
    public void Pickles_that_ask_for_more_are_refused_by_name(string pickle, string reason)
    {
        foreach (byte[] file in (byte[][])[Zip(Latin(pickle)), Older(Latin(pickle))])
        {
            BadInputException refused = Refused(file, "bin");
            Assert.Equal("file.format", refused.Code);
            Assert.Contains(reason, refused.Message);
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("}")]
    [InlineData("}}.")]
    [InlineData("(}.")]
    [InlineData("R.")]
    [InlineData("}R.")]
    [InlineData("))R.")]
    [InlineData("t.")]
    [InlineData("u.")]
    [InlineData("s.")]
    [InlineData("K\u0001K\u0001K\u0001s.")]
    [InlineData("}K\u0001s.")]
    [InlineData("}(K\u0001u.")]
    [InlineData("}(K\u0001s.")]
    [InlineData("]b.")]
    [InlineData("b.")]
    [InlineData("Q.")]
    [InlineData("q\u0001.")]
    [InlineData("h\u0001.")]
    [InlineData("j\u0001\0\0\0.")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.")]
    [InlineData("X\u0002\0\0\0\u00ff\u00ff.")]
    [InlineData("U\u00ff.")]
    [InlineData("\u008a\u00ff.")]
    [InlineData("ctorch")]
    [InlineData("ctorch\nFloatStorage")]
    [InlineData("}a.")]
    [InlineData("}e.")]
    [InlineData("\u0087.")]
    [InlineData("}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n)Rs.")]
    [InlineData("}X\u0001\0\0\0actorch._utils\n_rebuild_parameter\n)Rs.")]
    [InlineData("}K\u0001ctorch._utils\n_rebuild_tensor_v2\n)Rs.")]
    public void Pickles_that_make_no_sense_are_refused(string pickle)
    {
        foreach (byte[] file in (byte[][])[Zip(Latin(pickle)), Older(Latin(pickle))])
            Assert.Equal("file.damaged", Refused(file, "bin").Code);
    }

    /// <summary>A tensor of a storage of six float32 values: (storage's type, key, device, count), first, sizes, strides.</summary>
    [Theory]
    [InlineData("Float", "0", 6, 0, "2 3", "3 1", null)]
    [InlineData("Float", "0", 6, 0, "3 2", "1 3", null)]
    [InlineData("Float", "0", 6, 6, "0", "1", null)]
    [InlineData("Float", "0", 7, 0, "2 3", "3 1", "24 bytes, not 28")]
    [InlineData("Double", "0", 6, 0, "2 3", "3 1", "24 bytes, not 48")]
    [InlineData("Half", "0", 6, 0, "2 3", "3 1", "24 bytes, not 12")]
    [InlineData("Float", "1", 6, 0, "2 3", "3 1", "lacks the values 1")]
    [InlineData("Float", "../0", 6, 0, "2 3", "3 1", "lacks the values ../0")]
    [InlineData("Float", "0", 6, 1, "2 3", "3 1", "larger than its 6 values")]
    [InlineData("Float", "0", 6, 7, "0", "1", "larger than its 6 values")]
    [InlineData("Float", "0", 6, -1, "1", "1", "larger than its 6 values")]
    [InlineData("Float", "0", 6, 0, "7", "1", "larger than its 6 values")]
    [InlineData("Float", "0", 6, 0, "1000000", "0", "larger than its 6 values")]
    [InlineData("Float", "0", 6, 0, "2147483647 2147483647 2147483647", "0 0 0", "larger than its 6 values")]
    [InlineData("Float", "0", 6, 0, "2147483647 2147483647 2147483647", "2147483647 2147483647 2147483647", "")]
    [InlineData("Float", "0", 6, 0, "2", "-1", "strides that are none")]
    [InlineData("Float", "0", 6, 0, "-2", "1", "size that is none")]
    [InlineData("Float", "0", 6, 0, "2 3", "1", "not described as torch.save")]
    [InlineData("Float", "0", 6, 0, "1 1 1 1 1 1 1 1 1", "1 1 1 1 1 1 1 1 1", "not described as torch.save")]
    [InlineData("Float", "0", -6, 0, "2", "1", "not where torch.save puts them")]
    public void Tensors_that_are_not_what_they_say(string type, string key, int count, int first, string sizes, string strides, string? reason)
    {
        string pickle = $"}}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\n{type}Storage\nU{(char)key.Length}{key}U\u0003cpu{Number(count)}tQ{Number(first)}{Tuple(sizes)}{Tuple(strides)}\u0089ccollections\nOrderedDict\n)RtRs.";
        byte[] file = Zip(Latin(pickle), [.. Enumerable.Range(0, 24).Select(i => (byte)i)]);
        if (reason != null)
        {
            Assert.Contains(reason, Refused(file, "bin").Message);
            return;
        }

        string path = Path.Combine(_folder, "right.bin");
        File.WriteAllBytes(path, file);
        var weights = LayerWeights.Open(path);
        Assert.Equal(weights.Shape("w").Aggregate(1, (product, size) => product * size), weights.Read("w", [.. weights.Shape("w")]).Length);
    }

    [Fact]
    public void Archives_of_another_make_are_refused()
    {
        byte[] empty = Latin("}.");
        Assert.Contains("0 entries named data.pkl", Refused(Archive(("x/version", [1], false)), "bin").Message);
        Assert.Contains("2 entries named data.pkl", Refused(Archive(("x/data.pkl", empty, false), ("y/data.pkl", empty, false)), "bin").Message);
        Assert.Contains("little-endian", Refused(Archive(("x/data.pkl", empty, false), ("x/byteorder", Latin("big"), false)), "bin").Message);
        Assert.Contains("is packed", Refused(Archive(("x/data.pkl", new byte[10_000], true)), "bin").Message);
        Assert.Contains("at most 1048576", Refused(Archive(("x/data.pkl", new byte[2_000_000], false)), "bin").Message);
        Assert.Contains("neither a zip's nor a pickle's", Refused(Latin("hello"), "bin").Message);
        Assert.Contains("neither a zip's nor a pickle's", Refused([], "bin").Message);
    }

    /// <summary>Every byte of the pickles changed: what is still read has the arrays' sizes, and the rest is refused.</summary>
    [Theory]
    [InlineData("dense.bin")]
    [InlineData("dense.older.bin")]
    public void Bytes_that_are_changed_end_in_a_sentence_or_in_an_array(string name)
    {
        byte[] whole = Reference(name);
        string path = Path.Combine(_folder, "changed.bin");
        int refused = 0;
        for (int i = 0; i < Math.Min(whole.Length, 500); i++)
        {
            byte[] file = [.. whole];
            file[i] ^= (byte)(1 + (i * 37 % 255));
            File.WriteAllBytes(path, file);
            try
            {
                var weights = LayerWeights.Open(path);
                foreach (string array in weights.Names.ToArray())
                    weights.Read(array, [.. weights.Shape(array)]);
            }
            catch (BadInputException e)
            {
                Assert.StartsWith(path, e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 100, 500);
    }

    private BadInputException Refused(byte[] bytes, string kind)
    {
        string path = Path.Combine(_folder, $"w.{kind}");
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        BadInputException refused = Assert.Throws<BadInputException>(() => LayerWeights.Open(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000 + (4 * bytes.Length));
        Assert.StartsWith(path, refused.Message);
        Assert.Equal(path, refused.File);
        Assert.False(File.Exists(Evidence));
        return refused;
    }

    private static string Number(int value) => $"J{Encoding.Latin1.GetString(BitConverter.GetBytes(value))}";

    private static string Tuple(string numbers) => $"({string.Concat(numbers.Split(' ').Select(number => Number(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))))}t";

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Reference(string name) => File.ReadAllBytes(TorchCases.Path(name));

    private static byte[] Safetensors() => File.ReadAllBytes(Layers.SafetensorsWriter.Write(1, ("linear.weight", [4, 8]), ("linear.bias", [4])));

    private static byte[] Zip(byte[] pickle, byte[]? values = null) => Archive(("x/data.pkl", pickle, false), ("x/data/0", values ?? [0, 0, 0, 0], false));

    /// <summary>The head of the older format with a pickle of its own.</summary>
    private static byte[] Older(byte[] pickle)
    {
        byte[] file = Reference("dense.older.bin");
        int state = file.AsSpan().IndexOf("ccollections"u8) - 2;
        return [.. file[..state], .. pickle, .. Latin("].")];
    }

    private static byte[] Archive(params (string Name, byte[] Bytes, bool Packed)[] entries)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content, bool packed) in entries)
            {
                using Stream entry = zip.CreateEntry(name, packed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
