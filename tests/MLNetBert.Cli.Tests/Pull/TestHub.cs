using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLNetBert.Cli.Pull;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>
/// A hub with one repository, which answers as huggingface.co does (huggingface_hub's hf_api.py and file_download.py say what it reads): the list with ?blobs=true, small
/// files directly, files of Git LFS by a redirect to another host, with Range. Tests put faults in front of it.
/// </summary>
internal sealed class TestHub : IDisposable
{
    public const string Repository = "tests/tiny-bert";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Token = "hf_TopSecretOfTheTests";

    public TestHub() => Server = new HubServer(request => Fault?.Invoke(request) ?? Usual(request));

    public HubServer Server { get; }

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers in place of the hub; null for what the hub would say.</summary>
    public Func<HubServer.Request, HubServer.Answer?>? Fault { get; set; }

    /// <summary>Changes the list of files.</summary>
    public Func<string, string> List { get; set; } = list => list;

    /// <summary>How long the hub may give nothing; a busy machine needs long, and tests of a hub that stalls set less.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What was said to the user.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Requests for a file, wherever it was asked for.</summary>
    public HubServer.Request[] Asked(string path) => [.. Server.Requests.Where(request => request.Path.EndsWith($"/{Commit}/{path}", StringComparison.Ordinal) || (Files.TryGetValue(path, out byte[]? content) && request.Path == $"/cdn/{Sha256(content)}"))];

    /// <summary>A hub with a tiny model as repositories have it, and files that no model folder needs.</summary>
    public static TestHub WithTinyBert()
    {
        var hub = new TestHub();
        foreach (string file in (string[])["config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"])
        {
            foreach (string place in (string[])[ReferenceModels.Path("tiny-bert", file), ReferenceModels.Path("tiny-tokenizers", "wordpiece", file)])
            {
                if (File.Exists(place))
                    hub.Files[file] = File.ReadAllBytes(place);
            }
        }

        hub.Files["modules.json"] = """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """u8.ToArray();
        hub.Files["1_Pooling/config.json"] = """{"word_embedding_dimension": 32, "pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": false}"""u8.ToArray();
        hub.Files["onnx/model.onnx"] = File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx"));
        hub.Files["onnx/model_quantized.onnx"] = File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model_quantized.onnx"));
        foreach (string other in (string[])["README.md", "LICENSE", ".gitattributes", "train.py", "pytorch_model.bin", "model.safetensors", "openvino/openvino_model.xml"])
            hub.Files[other] = Encoding.UTF8.GetBytes($"{other} of the repository");

        return hub;
    }

    /// <summary>Fetches as the command does, with waits that suit tests.</summary>
    public async Task<(PullRecord Record, bool IsNew)> PullAsync(string target, string? file = null, string revision = "main", string? token = Token, CancellationToken cancellation = default)
    {
        var settings = new HubSettings
        {
            Endpoint = new Uri(Server.Address),
            Token = token,
            FirstWait = TimeSpan.FromMilliseconds(5),
            ListPatience = Patience,
            FilePatience = Patience,
        };
        return await new PullRun(settings, PullRequest.Of(Repository, revision, file, target), Said.Add).RunAsync(cancellation);
    }

    /// <summary>Fetches what cannot be fetched.</summary>
    public async Task<BadInputException> RefusedAsync(string target, string code, string? file = null, string revision = "main", string? token = Token)
    {
        BadInputException error = await Assert.ThrowsAsync<BadInputException>(() => PullAsync(target, file, revision, token));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(Token, $"{error}{string.Join('\n', Said)}", StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
        return error;
    }

    /// <summary>The hub's answer for the content of a file, from the byte that is asked for.</summary>
    public static HubServer.Answer Content(HubServer.Request request, byte[] content, params (string Name, string Value)[] headers)
    {
        if (request.Header("Range") == null)
            return new HubServer.Answer(200, content, headers);

        return request.From >= content.Length
            ? new HubServer.Answer(416, [], ("Content-Range", $"bytes */{content.Length}"))
            : new HubServer.Answer(206, content[request.From..], [("Content-Range", $"bytes {request.From}-{content.Length - 1}/{content.Length}"), .. headers]);
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>As git hash-object: SHA-1 of "blob", the length, a zero and the content.</summary>
    public static string GitBlob(byte[] content) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    public void Dispose() => Server.Dispose();

    private static bool IsLfs(string path) => path.EndsWith(".onnx", StringComparison.Ordinal) || path.EndsWith("_data", StringComparison.Ordinal) || path.EndsWith(".bin", StringComparison.Ordinal) || path.EndsWith(".safetensors", StringComparison.Ordinal);

    private HubServer.Answer Usual(HubServer.Request request)
    {
        if (request.Path is $"/api/models/{Repository}/revision/main" or $"/api/models/{Repository}/revision/refs%2Fpr%2F1" or $"/api/models/{Repository}/revision/{Commit}")
            return HubServer.Answer.Text(200, List(Listing()));

        if (Files.Values.FirstOrDefault(content => request.Path == $"/cdn/{Sha256(content)}") is { } stored)
            return Content(request, stored);

        string start = $"/{Repository}/resolve/{Commit}/", path = request.Path.StartsWith(start, StringComparison.Ordinal) ? Uri.UnescapeDataString(request.Path[start.Length..]) : "";
        if (!Files.TryGetValue(path, out byte[]? found))
            return HubServer.Answer.Text(404, "not found", ("X-Error-Code", request.Path.Contains("/revision/", StringComparison.Ordinal) ? "RevisionNotFound" : "EntryNotFound"));

        return IsLfs(path)
            ? HubServer.Answer.Text(302, "", ("Location", $"{Server.OtherName}/cdn/{Sha256(found)}?signature=SignedForAWhile"), ("X-Repo-Commit", Commit), ("X-Linked-Size", $"{found.Length}"), ("X-Linked-ETag", $"\"{Sha256(found)}\""))
            : Content(request, found, ("X-Repo-Commit", Commit), ("ETag", $"\"{GitBlob(found)}\""));
    }

    private string Listing() => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = Repository,
        ["sha"] = Commit,
        ["siblings"] = Files.Select(file =>
        {
            var sibling = new Dictionary<string, object> { ["rfilename"] = file.Key, ["size"] = file.Value.Length, ["blobId"] = GitBlob(IsLfs(file.Key) ? Pointer(file.Value) : file.Value) };
            if (IsLfs(file.Key))
                sibling["lfs"] = new Dictionary<string, object> { ["sha256"] = Sha256(file.Value), ["size"] = file.Value.Length, ["pointerSize"] = Pointer(file.Value).Length };

            return sibling;
        }),
    });

    private static byte[] Pointer(byte[] content) => Encoding.UTF8.GetBytes($"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256(content)}\nsize {content.Length}\n");
}
