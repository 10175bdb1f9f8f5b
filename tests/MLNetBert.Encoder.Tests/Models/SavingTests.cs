using System.Diagnostics;

namespace MLNetBert.Tests.Models;

/// <summary>A saved model is there whole, or what was there before is.</summary>
public sealed class SavingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saving").FullName;

    private string Target => Path.Combine(_folder, "saved.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Ways => ["single", "plain"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cancelled_it_leaves_what_was_there(string way)
    {
        File.WriteAllText(Target, "before");
        using var model = BertModel.Open(ReferenceModels.Path("tiny-bert"));
        Assert.ThrowsAny<OperationCanceledException>(() => Save(model, way, new CancellationToken(canceled: true)));
        Assert.Equal("before", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_replaces_a_file_and_keeps_its_mode_and_links(string way)
    {
        string link = Path.Combine(_folder, "link.onnx");
        File.WriteAllText(Target, "before");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, Target);
        using (var model = BertModel.Open(ReferenceModels.Path("tiny-bert")))
            Save(model, way, default, link);
        Assert.Equal(Target, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        using (var saved = BertModel.Open(Target))
            Assert.Equal(32, saved.HiddenSize);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_pipe_stays_one(string way)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string link = Path.Combine(_folder, "link.onnx");
        Process.Start("mkfifo", [Target]).WaitForExit();
        File.CreateSymbolicLink(link, Target);
        using var model = BertModel.Open(ReferenceModels.Path("tiny-bert"));
        Assert.Throws<IOException>(() => Save(model, way, default, link));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    private void Save(BertModel model, string way, CancellationToken cancellation, string? path = null)
    {
        if (way == "single")
            model.SaveSinglePrecision(path ?? Target, cancellation);
        else
            model.SaveOnnx(path ?? Target, cancellationToken: cancellation);
    }
}
