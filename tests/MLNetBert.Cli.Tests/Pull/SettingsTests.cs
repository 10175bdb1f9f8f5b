using MLNetBert.Cli.Pull;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>The environment, as huggingface_hub reads it (constants.py, utils/_auth.py).</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_are_huggingface_hubs()
    {
        HubSettings settings = Read("HF_HOME=/nowhere");
        Assert.Equal(("https://huggingface.co/", null, false), (settings.Endpoint.AbsoluteUri, settings.Token, settings.Offline));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), (settings.ListPatience, settings.FilePatience));
        Assert.Equal("https://huggingface.co/a/b/resolve/main/x%20y", settings.At("/", "a", "b", "resolve", "main", "x y").OriginalString);
    }

    [Theory]
    [InlineData("https://mirror.example/api/hub/", "https://mirror.example/api/hub/a")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/a")]
    public void The_hub_may_be_elsewhere(string endpoint, string address) => Assert.Equal(address, Read($"HF_ENDPOINT={endpoint}").At("/", "a").OriginalString);

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("ftp://huggingface.co")]
    [InlineData("https://user:password@huggingface.co")]
    public void What_is_no_address_is_refused(string endpoint)
    {
        BadInputException error = Assert.Throws<BadInputException>(() => Read($"HF_ENDPOINT={endpoint}"));
        Assert.Equal("HF_ENDPOINT", error.Key);
        Assert.DoesNotContain("password@", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf_a", "HF_TOKEN= hf_a\n", "HUGGING_FACE_HUB_TOKEN=hf_b")]
    [InlineData("hf_b", "HF_TOKEN=", "HUGGING_FACE_HUB_TOKEN=hf_b")]
    [InlineData("hf_file", "HF_TOKEN_PATH=FOLDER/token")]
    [InlineData("hf_file", "HF_HOME=FOLDER")]
    [InlineData("hf_file", "HERE=FOLDER", "HF_HOME=${HERE}")]
    [InlineData("hf_file", "HERE=FOLDER", "HF_TOKEN_PATH=$HERE/token")]
    [InlineData("hf_cached", "XDG_CACHE_HOME=FOLDER/cache")]
    [InlineData(null, "HF_TOKEN=hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN=yes")]
    [InlineData(null, "HF_HOME=FOLDER/none")]
    public void The_token_is_found(string? token, params string[] variables)
    {
        _folder.Write("token", "hf_file\n");
        Directory.CreateDirectory(_folder.File("cache/huggingface"));
        _folder.Write("cache/huggingface/token", "hf_cached");
        Assert.Equal(token, Read(Array.ConvertAll(variables, variable => variable.Replace("FOLDER", _folder.Path, StringComparison.Ordinal))).Token);
    }

    [Fact]
    public void A_token_that_is_none_is_refused_without_a_word_of_it()
    {
        BadInputException error = Assert.Throws<BadInputException>(() => Read("HF_TOKEN=hf_secr\u00e4t"));
        Assert.DoesNotContain("secr", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "HF_HUB_OFFLINE=1")]
    [InlineData(true, "HF_HUB_OFFLINE=True")]
    [InlineData(true, "TRANSFORMERS_OFFLINE=ON")]
    [InlineData(false, "HF_HUB_OFFLINE=0", "TRANSFORMERS_OFFLINE=1")]
    public void Offline_is_what_Python_takes_for_true(bool offline, params string[] variables) => Assert.Equal(offline, Read(variables).Offline);

    [Fact]
    public void Timeouts_are_seconds()
    {
        HubSettings settings = Read("HF_HUB_ETAG_TIMEOUT=3", "HF_HUB_DOWNLOAD_TIMEOUT=0");
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)), (settings.ListPatience, settings.FilePatience));
        Assert.Contains("HF_HUB_ETAG_TIMEOUT soon", Assert.Throws<BadInputException>(() => Read("HF_HUB_ETAG_TIMEOUT=soon")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://huggingface.co/a/b")]
    [InlineData("a/b/c")]
    [InlineData("a/../b")]
    [InlineData("a--b/c")]
    [InlineData(".a/b")]
    [InlineData("")]
    public void What_is_no_repository_is_refused(string name) => Assert.Equal("option.value", Assert.Throws<BadInputException>(() => PullRequest.Of(name, "main", null, _folder.File("x"))).Code);

    [Theory]
    [InlineData("BAAI/bge-small-en-v1.5")]
    [InlineData("bert-base-uncased")]
    [InlineData("a/b_")]
    public void Names_of_repositories_are_taken(string name) => Assert.Equal(name, PullRequest.Of(name, "main", null, _folder.File("x")).Repository);

    private static HubSettings Read(params string[] variables)
    {
        Dictionary<string, string> set = variables.ToDictionary(variable => variable.Split('=')[0], variable => variable[(variable.IndexOf('=') + 1)..]);
        return HubSettings.Read(name => set.GetValueOrDefault(name));
    }
}
