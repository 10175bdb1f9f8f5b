using System.Diagnostics;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>Answers that are errors, waits that the hub asks for, and lists that no hub gives.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string List = "/api/models/" + TestHub.Repository + "/revision/";

    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = TestHub.WithTinyBert();
    private int _count;

    private string Target => _folder.File("model");

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(401, "", "hub.access", "there is no such repository, or it is private or gated; check its name. If it is private, no token was sent: put yours into HF_TOKEN", false)]
    [InlineData(401, "", "hub.access", "a token was sent: see whether it is the right one", true)]
    [InlineData(401, "RepoNotFound", "hub.access", "there is no such repository", true)]
    [InlineData(403, "GatedRepo", "hub.access", "is given to those only who have accepted its conditions", true)]
    [InlineData(403, "", "hub.access", "the account may not read it", true)]
    [InlineData(404, "", "hub.missing", "check the names of the repository and the revision", true)]
    [InlineData(404, "RevisionNotFound", "hub.missing", "tests/tiny-bert has no revision main; give a branch, a tag or a commit with --revision.", true)]
    [InlineData(418, "", "hub.answer", "answers 418, which is not how a hub answers", true)]
    public async Task An_error_is_said_with_what_to_do(int status, string code, string expected, string part, bool login)
    {
        _hub.Fault = _ => HubServer.Answer.Text(status, "", ("X-Error-Code", code));
        Assert.Contains(part, (await _hub.RefusedAsync(Target, expected, token: login ? TestHub.Token : null)).Message, StringComparison.Ordinal);
        Assert.Single(_hub.Server.Requests);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    public async Task A_passing_error_is_asked_again_a_few_times(int status)
    {
        _hub.Fault = _ => _count++ < 3 ? HubServer.Answer.Text(status, "", ("Retry-After", "0")) : null;
        Assert.True((await _hub.PullAsync(Target)).IsNew);
        Assert.Equal(3, _hub.Said.Count(note => note.StartsWith($"127.0.0.1 answered {status}; trying again in 0.00 s", StringComparison.Ordinal)));

        _hub.Fault = _ => HubServer.Answer.Text(status, "");
        _hub.Server.Requests.Clear();
        BadInputException error = await _hub.RefusedAsync(_folder.File("other"), "hub.unavailable");
        Assert.Contains($"127.0.0.1 answers {status}", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, _hub.Server.Requests.Count);
    }

    [Theory]
    [InlineData("Retry-After", "1", 503)]
    [InlineData("RateLimit", "\"api\";r=0;t=0", 429)]
    public async Task The_wait_is_the_one_that_the_hub_asks_for(string header, string value, int status)
    {
        _hub.Fault = request => request.Path.EndsWith("/config.json", StringComparison.Ordinal) && _count++ == 0 ? HubServer.Answer.Text(status, "", (header, value)) : null;
        var clock = Stopwatch.StartNew();
        await _hub.PullAsync(Target);
        Assert.InRange(clock.Elapsed.TotalSeconds, 1, 60);
        Assert.Contains("127.0.0.1 answered " + (status == 503 ? "503" : "429") + "; trying again in 1.00 s (1 of 5)", _hub.Said);
    }

    [Theory]
    [InlineData("Retry-After", "86400", "try again in 24 h 0 min")]
    [InlineData("RateLimit", "\"api\";r=0;t=599", "try again in 10 min 0 s")]
    public async Task Nobody_waits_for_hours(string header, string value, string part)
    {
        _hub.Fault = _ => HubServer.Answer.Text(429, "", (header, value));
        Assert.Contains(part, (await _hub.RefusedAsync(Target, "hub.unavailable")).Message, StringComparison.Ordinal);
        Assert.Single(_hub.Server.Requests);
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_is_left()
    {
        _hub.Patience = TimeSpan.FromSeconds(1);
        _hub.Fault = _ => new HubServer.Answer(200, []) { Length = 5, Stalls = true };
        Assert.Contains("broke off", (await _hub.RefusedAsync(Target, "hub.unavailable")).Message, StringComparison.Ordinal);
        _hub.Dispose();
        _hub.Patience = TimeSpan.FromSeconds(30);
        Assert.Contains("cannot be reached", (await _hub.RefusedAsync(Target, "hub.unavailable")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_says_back_has_no_token_in_it()
    {
        _hub.Fault = request => HubServer.Answer.Text(403, request.Header("Authorization")!, ("X-Error-Message", $"You sent {request.Header("Authorization")}."));
        Assert.Contains("answers 403 (\"You sent Bearer ***\")", (await _hub.RefusedAsync(Target, "hub.access")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>sign in</html>", "it is not JSON, or cut off")]
    [InlineData("[]", "it has no commit, or no list of files")]
    [InlineData("""{"sha": "../../../x", "siblings": []}""", "it has no commit, or no list of files")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567"}""", "it has no commit, or no list of files")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "config.json"}]}""", "the file config.json has no size or hash there")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "a", "size": -1, "blobId": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"}]}""", "the file a has no size or hash there")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "\ud800", "size": 1, "blobId": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"}]}""", "the file without a name")]
    public async Task What_is_no_list_is_refused(string body, string part)
    {
        _hub.List = _ => body;
        Assert.Contains(part, (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("onnx/../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("..\\evil.json")]
    [InlineData("C:evil.json")]
    [InlineData("onnx//evil.json")]
    [InlineData("./evil.json")]
    public async Task A_name_that_leaves_the_folder_is_refused(string name)
    {
        _hub.Files[name] = [1];
        Assert.Contains("would be written outside of the folder", (await _hub.RefusedAsync(Target, "hub.path")).Message, StringComparison.Ordinal);
        Assert.Single(_hub.Server.Requests);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData("../1_Pooling")]
    [InlineData("/1_Pooling")]
    public async Task A_module_that_leaves_the_folder_is_refused(string path)
    {
        _hub.Files["modules.json"] = System.Text.Encoding.UTF8.GetBytes($$"""[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}, {"idx": 1, "name": "1", "path": "{{path}}", "type": "sentence_transformers.models.Pooling"}]""");
        Assert.Contains("leads out of the model folder", (await _hub.RefusedAsync(Target, "config.value")).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Weights_outside_of_the_repository_are_refused()
    {
        byte[] model = File.ReadAllBytes(MLNetBert.Tests.ReferenceModels.Path("tiny-bert-external", "model.onnx"));
        _hub.Files["onnx/model.onnx"] = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(model).Replace("model.onnx_data", "../../../passw", StringComparison.Ordinal).Replace("../../../passw", "../../../passwd", StringComparison.Ordinal));
        Assert.Contains("../../../passwd, which the repository does not have", (await _hub.RefusedAsync(Target, "model.weights")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1_Pooling/AUX.json", "\"AUX.json\" is a device on Windows")]
    [InlineData("1_Pooling/config.json.json ", "")]
    [InlineData("1_Pooling/Config.json", "are one name where case does not count")]
    [InlineData("1_Pooling/a:b.json", "has characters that names cannot have on Windows")]
    public async Task Names_that_not_every_system_has_are_refused_if_they_are_needed(string name, string part)
    {
        _hub.Files["aux.txt"] = [1]; // Not needed.
        _hub.Files[name] = [1];
        if (part.Length == 0)
            Assert.True((await _hub.PullAsync(Target)).IsNew);
        else
            Assert.Contains(part, (await _hub.RefusedAsync(Target, "hub.path")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_the_exporter_is_named()
    {
        _hub.Files.Remove("onnx/model.onnx");
        _hub.Files["onnx/model_fp16.onnx"] = [1];
        BadInputException several = await _hub.RefusedAsync(Target, "model.ambiguous");
        Assert.Contains("has no model.onnx, but \"onnx/model_fp16.onnx\", \"onnx/model_quantized.onnx\"; name one of them with --file", several.Message, StringComparison.Ordinal);
        BadInputException another = await _hub.RefusedAsync(Target, "model.no-file", "onnx/none.onnx");
        Assert.Contains("has no file onnx/none.onnx there; --file can be \"onnx/model_fp16.onnx\", \"onnx/model_quantized.onnx\"", another.Message, StringComparison.Ordinal);
        _hub.Files.Remove("onnx/model_fp16.onnx");
        _hub.Files.Remove("onnx/model_quantized.onnx");
        BadInputException none = await _hub.RefusedAsync(Target, "model.no-file");
        Assert.Contains("optimum-cli export onnx --model tests/tiny-bert", none.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task More_than_the_disk_has_is_refused_before_it_is_fetched()
    {
        _hub.List = list => list.Replace("\"size\":306008", "\"size\":1000000000000000000", StringComparison.Ordinal);
        BadInputException error = await _hub.RefusedAsync(Target, "output.unwritable");
        Assert.Matches("needs 1000000000.00 GB more, but .* are free on the device; free some, or write elsewhere", error.Message);
        Assert.Equal([List + "main", $"/{TestHub.Repository}/resolve/{TestHub.Commit}/modules.json"], _hub.Server.Requests.Select(request => request.Path));
    }
}
