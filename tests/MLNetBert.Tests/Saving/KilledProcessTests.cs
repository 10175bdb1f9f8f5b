using System.Diagnostics;
using System.Text;
using Microsoft.ML;
using MLNetBert.Saving;

namespace MLNetBert.StageTests;

/// <summary>What a process that is killed leaves in the temporary folder: nothing of a loaded pipeline, and what cannot be avoided only until the next process.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("mlnetbert-killed-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public void A_loaded_pipeline_leaves_nothing(string signal)
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Texts.Rows(3));
        TransformsCatalog.TextTransforms text = ml.Transforms.Text;
        string file = Path.Combine(_temporary, "saved.zip");
        ml.Model.Save(text.FeaturizeBert("Features", "Text", TinyModel.Bert).Append(text.TokenizeBert("Text", TinyModel.Bert)).Fit(data), data.Schema, file);

        (Process process, string said) = Start("use", file);
        Assert.Equal("used", said);
        Kill(process, signal);

        Assert.Equal(["saved.zip"], Left());
    }

    [Fact]
    public void The_next_process_deletes_the_folders_of_killed_ones_and_no_others()
    {
        (Process dead, string deadFolder) = Start("hold");
        (Process living, string livingFolder) = Start("hold");
        string foreign = Directory.CreateDirectory(Path.Combine(_temporary, "mlnetbert-of-somebody")).FullName;
        Kill(dead, "KILL");
        Assert.True(File.Exists(Path.Combine(deadFolder, "weights")));

        (Process next, string nextFolder) = Start("hold");

        Assert.Equal(new[] { livingFolder, livingFolder + ".lock", nextFolder, nextFolder + ".lock", foreign }.Select(Path.GetFileName).Order(StringComparer.Ordinal), Left());
        Kill(living, "KILL");
        next.StandardInput.Close();
        next.WaitForExit();
        Assert.Equal(new[] { livingFolder, livingFolder + ".lock", foreign }.Select(Path.GetFileName).Order(StringComparer.Ordinal), Left());
    }

    /// <summary>What the process does that is started with "hold": it has a temporary folder with something in it until its input ends.</summary>
    internal static void Hold()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "weights"), "1 2 3");
        Console.WriteLine(folder.Path);
        Console.In.ReadToEnd();
    }

    /// <summary>What the process does that is started with "use": it loads a pipeline, uses it, and waits.</summary>
    internal static void Use(string file)
    {
        var ml = new MLContext();
        ITransformer loaded = ml.Model.Load(file, out _);
        RowCount(loaded.Transform(ml.Data.LoadFromEnumerable(Texts.Rows(3))));
        Console.WriteLine("used");
        Console.In.ReadToEnd();
        GC.KeepAlive(loaded);
    }

    private static void RowCount(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        while (cursor.MoveNext())
        {
        }
    }

    private static void Kill(Process process, string signal)
    {
        using (process)
        {
            Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
            Assert.True(process.WaitForExit(30_000));
        }
    }

    private string[] Left() => [.. Directory.GetFileSystemEntries(_temporary).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("dotnet", StringComparison.Ordinal) && !name.StartsWith("clr-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private (Process Process, string Said) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KilledProcessTests).Assembly.Location, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["TMPDIR"] = _temporary;
        Process process = Process.Start(start)!;
        return (process, process.StandardOutput.ReadLine() ?? "");
    }
}
