using System.Diagnostics;
using System.Text;
using Microsoft.ML;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>A saved pipeline from anybody: it loads, or a sentence says what is wrong with it; nothing is written elsewhere, and nothing big.</summary>
public class HostileFilesTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string, string>();
            foreach (string format in (string[])["now", "earlier"])
            {
                names.Add(format, "vocab.txt", "/dev/zero");
                names.Add(format, "vocab.txt", "../../a.b");
                names.Add(format, "vocab.txt", "a/../../b");
                names.Add(format, "vocab.txt", "a//bc.txt");
                names.Add(format, "vocab.txt", "./abc.txt");
                names.Add(format, "vocab.txt", "abc\0e.txt");
                names.Add(format, "vocab.txt", "C:abc.txt");
                names.Add(format, "vocab.txt", "ab\\cd.txt");
                names.Add(format, "vocab.txt", "abcdefgh/");
                names.Add(format, "model.onnx", "/etc/hosts");
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_that_lead_elsewhere_are_refused(string format, string name, string hostile)
    {
        BadInputException error = AssertDamaged(Named(Saved(format), name, hostile));

        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("earlier")]
    public void A_file_cannot_be_the_folder_of_another(string format)
    {
        Assert.Contains("folder", AssertDamaged(Named(Named(Saved(format), "vocab.txt", "abcdefghi"), "config.json", "abcdefghi/j")).Message);
    }

    [Theory]
    [InlineData("now", -1)]
    [InlineData("now", int.MaxValue)]
    [InlineData("earlier", -1)]
    [InlineData("earlier", int.MaxValue)]
    public void Counts_are_checked_before_anything_is_made_of_them(string format, int count)
    {
        byte[] first = Prefixed("config.json");
        byte[] saved = SavedZip.Change(Saved(format), (_, content) =>
        {
            int at = content.AsSpan().IndexOf(first);
            if (at >= 0)
                BitConverter.TryWriteBytes(content.AsSpan(at - sizeof(int)), count);
            return content;
        });

        Assert.Contains($"{count}", AssertDamaged(saved).Message);
    }

    [Theory]
    [InlineData("now", -1)]
    [InlineData("now", 1L << 40)]
    [InlineData("earlier", -1)]
    [InlineData("earlier", 1L << 40)]
    public void Lengths_are_checked_before_a_byte_is_written(string format, long length)
    {
        byte[] name = Prefixed("model.onnx");
        byte[] saved = SavedZip.Change(Saved(format), (_, content) =>
        {
            // The name is there twice: as the model's, and among the files, where it is followed by its length.
            int at = content.AsSpan().LastIndexOf(name);
            if (at >= 0)
                BitConverter.TryWriteBytes(content.AsSpan(at + name.Length), length);
            return content;
        });

        AssertDamaged(saved);
    }

    [Fact]
    public void What_would_fill_the_disk_is_refused()
    {
        byte[] saved = SavedZip.Change(Saved("now"), (name, content) => name.StartsWith("MLNetBert.", StringComparison.Ordinal) ? new byte[40 << 20] : content);

        Assert.Contains("unpack", AssertDamaged(saved).Message);
    }

    [Fact]
    public void Contents_that_are_missing_changed_or_of_another_length_are_told()
    {
        byte[] saved = Saved("now");
        byte[] graph = File.ReadAllBytes(TinyModel.Bert.ModelFile);

        Assert.Contains("'model.onnx' is missing", AssertDamaged(SavedZip.Change(saved, (_, content) => content.AsSpan().SequenceEqual(graph) ? null : content)).Message);
        Assert.Contains("bytes", AssertDamaged(SavedZip.Change(saved, (_, content) => content.AsSpan().SequenceEqual(graph) ? content[1..] : content)).Message);
        BadInputException changed = AssertDamaged(SavedZip.Change(saved, (_, content) =>
        {
            if (content.AsSpan().SequenceEqual(graph))
                content[content.Length / 2] ^= 1;
            return content;
        }));
        Assert.Contains("model.onnx", changed.Message);
        Assert.Contains("SHA-256", changed.Message);
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("device")]
    [InlineData("folder")]
    public async Task Files_that_are_referred_to_are_files(string what)
    {
        string folder = TinyModel.Folder("tiny-bert");
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        using var model = BertModel.Open(folder);
        using var saved = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", SaveModelFiles = false }, model).Fit(data), data.Schema, saved);
        string vocabulary = Path.Combine(folder, "vocab.txt"), kept = Path.Combine(folder, "kept");
        File.Move(vocabulary, kept);
        File.CreateSymbolicLink(vocabulary, kept);
        Assert.NotNull(_ml.Model.Load(saved, out _));

        File.Delete(vocabulary);
        if (what == "fifo")
            Process.Start("mkfifo", vocabulary).WaitForExit();
        else if (what == "device")
            File.CreateSymbolicLink(vocabulary, "/dev/zero");
        else
            Directory.CreateDirectory(vocabulary);
        Task<BadInputException> load = Task.Run(() => (BadInputException)Assert.ThrowsAny<Exception>(() => _ml.Model.Load(saved, out _)).GetBaseException());
        Assert.True(await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(60))) == load, "It hangs.");
        Assert.Equal("saved.changed", (await load).Code);
    }

    [Theory]
    [InlineData("classifier")]
    [InlineData("stages")]
    [InlineData("layers")]
    public void A_stage_that_is_cut_short_or_changed_anywhere_is_told(string file)
    {
        byte[] saved = File.ReadAllBytes(RepositoryFiles.Reference("saved-models", $"{file}.zip"));
        var random = new Random(11);
        for (int round = 0; round < 25; round++)
        {
            byte[] changed = SavedZip.Change(saved, (name, content) =>
            {
                if (!IsOurs(content))
                    return content;
                // Behind ML.NET's own head, which it checks itself.
                int at = 256 + random.Next(Math.Max(1, Math.Min(content.Length, 2500) - 256));
                if (at < content.Length)
                    content[at] = round % 3 == 0 ? (byte)0xFF : (byte)random.Next(256);
                return content;
            });
            Exception? error = Record.Exception(() => _ml.Model.Load(new MemoryStream(changed), out _));
            Assert.True(error == null || error.GetBaseException() is BadInputException or FormatException or InvalidOperationException, $"{error}");
        }
    }

    private static bool IsOurs(byte[] content) => ((string[])["BERTFEAT", "BERTTOKN", "BERTPADT", "BERTPOOL", "BERTLAYR"]).Any(signature => content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(signature)) >= 0);

    private static byte[] Prefixed(string name) => [(byte)name.Length, .. Encoding.UTF8.GetBytes(name)];

    private static byte[] Named(byte[] saved, string name, string hostile) => SavedZip.Replace(saved, Prefixed(name), Prefixed(hostile));

    private byte[] Saved(string format)
    {
        if (format == "earlier")
            return File.ReadAllBytes(RepositoryFiles.Reference("saved-models", "classifier.zip"));
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        using var saved = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data), data.Schema, saved);
        return saved.ToArray();
    }

    private BadInputException AssertDamaged(byte[] saved)
    {
        BadInputException error = Assert.IsType<BadInputException>(Assert.ThrowsAny<Exception>(() => _ml.Model.Load(new MemoryStream(saved), out _)).GetBaseException());
        Assert.Equal("saved.damaged", error.Code);
        return error;
    }
}
