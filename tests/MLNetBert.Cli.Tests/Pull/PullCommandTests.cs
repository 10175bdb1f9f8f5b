using System.Diagnostics;
using System.Text.Json;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>The command as a process, with its environment.</summary>
public sealed class PullCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = TestHub.WithTinyBert();

    private string Target => _folder.File("model");

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_pulled_folder_is_the_original()
    {
        Command.Result result = Run("pull", TestHub.Repository, "--out", Target, "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((Target, true, TestHub.Commit), (json.GetProperty("folder").GetString(), json.GetProperty("new").GetBoolean(), json.GetProperty("commit").GetString()));
        Assert.Contains("note: onnx/model.onnx (306.0 kB) is taken; --file takes another: \"onnx/model_quantized.onnx\"\n", result.Errors, StringComparison.Ordinal);
        Assert.Matches($@"\n\d files, .* in .*: {Target} is {TestHub.Repository} at {TestHub.Commit}\n$", result.Errors);
        Assert.DoesNotContain(TestHub.Token, result.Errors + result.Text, StringComparison.Ordinal);

        string original = _folder.File("original");
        foreach ((string path, byte[] content) in _hub.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(original, path))!);
            File.WriteAllBytes(Path.Combine(original, path), content);
        }

        string rows = _folder.Write("rows.txt", "a b c\nwhat is it\n");
        foreach (string folder in (string[])["original", "model"])
            Command.AssertDone(Command.Run("extract", rows, "--model", _folder.File(folder), "--quiet", "--out", _folder.File($"{folder}.npy")));

        Assert.Equal(File.ReadAllBytes(_folder.File("original.npy")), File.ReadAllBytes(_folder.File("model.npy")));
        Assert.Matches(@"\npooling +max +1_Pooling/config\.json", Command.Run("inspect", Target).Text);

        Command.Result again = Run("pull", TestHub.Repository, "--out", Target);
        Assert.Equal((0, "", $"nothing to do: {Target} is {TestHub.Repository} at {TestHub.Commit}\n"), (again.ExitCode, again.Text, again.Errors));
        Command.AssertRefused(Run("pull", TestHub.Repository, "--out", rows), "rows.txt is there already");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_run_is_gone_on_from(string signal)
    {
        byte[] model = _hub.Files["onnx/model.onnx"];
        _hub.Fault = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? TestHub.Content(request, model) with { BreaksAfter = 70_000, Stalls = true } : null;
        Process process = Start([], "pull", TestHub.Repository, "--out", Target);
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(_folder.File(".mlnetbert-model.partial")) && Directory.GetFiles(_folder.File(".mlnetbert-model.partial"), "*.part") is [var part] && new FileInfo(part).Length == 70_000, TimeSpan.FromMinutes(1)));
        Assert.Contains("Polly", Maps(process), StringComparison.Ordinal);
        Command.Signal(process, signal);
        Command.Result result = Command.End(process, null);
        Assert.Equal(Command.ExitCode(signal), result.ExitCode);

        // On a machine that is too busy to stop within three seconds, it ends itself with another sentence.
        if (!result.Errors.Contains("in the middle of a step", StringComparison.Ordinal))
            Assert.EndsWith($" are kept in {_folder.File(".mlnetbert-model.partial")}; the same command goes on from there\nmlnetbert: interrupted; {Target} was not made.\n", result.Errors, StringComparison.Ordinal);

        Assert.Equal([".mlnetbert-model.partial"], _folder.Names());

        _hub.Fault = null;
        Assert.Equal((0, ""), (Run("pull", TestHub.Repository, "--out", Target, "--quiet") is var second ? second.ExitCode : 0, second.Errors));
        Assert.Equal(["model"], _folder.Names());
        Assert.Contains(_hub.Asked("onnx/model.onnx"), request => request.Header("Range") == "bytes=70000-");
    }

    [Fact]
    public void Offline_asks_nobody()
    {
        Command.AssertRefused(Command.End(Start(["HF_HUB_OFFLINE=1"], "pull", TestHub.Repository, "--out", Target), null), "HF_HUB_OFFLINE is set, so that no hub may be asked");
        Assert.Empty(_hub.Server.Requests);
        Assert.Equal(0, Run("pull", TestHub.Repository, "--out", Target).ExitCode);
        int asked = _hub.Server.Requests.Count;
        Assert.Equal(0, Command.End(Start(["HF_HUB_OFFLINE=1"], "pull", TestHub.Repository, "--out", Target), null).ExitCode);
        Assert.Equal(asked, _hub.Server.Requests.Count);
    }

    [Fact]
    public void A_proxy_is_asked_in_place_of_the_hub()
    {
        // A proxy gets whole addresses; this one knows the hub under its own.
        using var proxy = new HubServer(request => request.Target == $"http://hub.invalid/api/models/{TestHub.Repository}/revision/main?blobs=true" ? HubServer.Answer.Text(404, "", ("X-Error-Code", "RevisionNotFound")) : HubServer.Answer.Text(500, ""));
        Command.Result result = Command.End(Start(["HF_ENDPOINT=http://hub.invalid", $"HTTP_PROXY={proxy.Address}", $"http_proxy={proxy.Address}"], "pull", TestHub.Repository, "--out", Target), null);
        Command.AssertRefused(result, "has no revision main");
        Assert.Single(proxy.Requests);
    }

    [Fact]
    public void A_limit_on_files_stops_it_and_leaves_what_came()
    {
        Command.Result result = Command.Shell($"trap '' XFSZ; ulimit -f 100; DOTNET_EnableWriteXorExecute=0 HF_ENDPOINT={_hub.Server.Address} mlnetbert pull {TestHub.Repository} --out '{Target}' --quiet");
        Command.AssertRefused(result, "grows larger than the file system or the limit on file sizes allows");
        Assert.Equal([".mlnetbert-model.partial"], _folder.Names());
    }

    [Theory]
    [InlineData("/proc/model", "the folder /proc cannot be written to")]
    [InlineData("/nowhere/model", "the folder /nowhere does not exist; create it first")]
    [InlineData("/", "is the root, and no folder to be made")]
    [InlineData("", "--out is no name that a folder can have")]
    public void A_place_that_cannot_be_written_to_is_refused(string target, string part) => Command.AssertRefused(Run("pull", TestHub.Repository, "--out", target, "--quiet"), part);

    [Fact]
    public void Other_commands_load_nothing_of_it()
    {
        Process process = Command.Start("tokenize", "-", "--format", "txt");
        process.StandardInput.Write("one\n");
        process.StandardInput.Flush();

        // Microsoft.ML.Tokenizers is loaded for the first row at the latest.
        Assert.True(SpinWait.SpinUntil(() => Maps(process).Contains("MLNetBert.Tokenizers.dll", StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
        string loaded = Maps(process);
        Command.Result result = Command.End(process, "two\n"u8.ToArray());
        Assert.Equal(2, result.Lines.Length);
        foreach (string assembly in (string[])["System.Net.", "Polly", "Microsoft.Extensions.", "System.Security.Cryptography"])
            Assert.DoesNotContain(assembly, loaded, StringComparison.Ordinal);
    }

    private static string Maps(Process process) => File.ReadAllText($"/proc/{process.Id}/maps");

    private Command.Result Run(params string[] arguments) => Command.End(Start([], arguments), null);

    private Process Start(string[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Command.Dll, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (string variable in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "HF_HUB_OFFLINE"])
            start.Environment.Remove(variable);

        foreach (string variable in (string[])[$"HF_ENDPOINT={_hub.Server.Address}", $"HF_TOKEN={TestHub.Token}", .. variables])
            start.Environment[variable.Split('=')[0]] = variable[(variable.IndexOf('=') + 1)..];

        return Process.Start(start)!;
    }
}
