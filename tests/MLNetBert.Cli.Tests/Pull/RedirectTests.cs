namespace MLNetBert.Cli.Tests.Pull;

/// <summary>Who gets the token.</summary>
public sealed class RedirectTests : IDisposable
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
    public async Task The_token_goes_to_the_hub_and_to_nobody_else()
    {
        await _hub.PullAsync(Target);
        Assert.All(_hub.Server.Requests, request => Assert.Equal(request.Header("Host") == $"localhost:{_hub.Server.Port}" ? null : $"Bearer {TestHub.Token}", request.Header("Authorization")));
        Assert.Contains(_hub.Server.Requests, request => request.Header("Host") == $"localhost:{_hub.Server.Port}");
        Assert.DoesNotContain(TestHub.Token, string.Join('\n', Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".onnx", StringComparison.Ordinal)).Select(File.ReadAllText).Concat(_hub.Said)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_port_of_the_same_host_is_somebody_else()
    {
        using var other = new HubServer(request => TestHub.Content(request, _hub.Files["onnx/model.onnx"]));
        _hub.Fault = request => request.Path.EndsWith("/onnx/model.onnx", StringComparison.Ordinal) ? HubServer.Answer.Text(302, "", ("Location", $"{other.Address}/stored")) : null;
        await _hub.PullAsync(Target);
        Assert.Null(Assert.Single(other.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_with_the_token()
    {
        const string New = "/api/models/renamed/model/revision/main";
        _hub.Fault = request => request.Path == New
            ? request.Header("Authorization") == $"Bearer {TestHub.Token}" && request.Target.EndsWith("?blobs=true", StringComparison.Ordinal) ? null : HubServer.Answer.Text(401, "")
            : request.Path.StartsWith("/api/", StringComparison.Ordinal) ? HubServer.Answer.Text(307, "", ("Location", New + "?blobs=true")) : null;
        await _hub.RefusedAsync(Target, "hub.missing"); // The tests' hub does not know the new name, but was asked with the token.
        Assert.Equal(2, _hub.Server.Requests.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "an address that is not followed")]
    [InlineData("ftp://127.0.0.1/x", "an address that is not followed")]
    [InlineData(null, "no address")]
    public async Task A_redirect_to_no_web_server_is_refused(string? location, string part)
    {
        _hub.Fault = _ => HubServer.Answer.Text(302, "", location == null ? [] : [("Location", location)]);
        Assert.Contains(part, (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_ends()
    {
        _hub.Fault = request => HubServer.Answer.Text(302, "", ("Location", request.Target));
        Assert.Contains("leads to another address again and again", (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_address_is_in_no_message()
    {
        _hub.Fault = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? HubServer.Answer.Text(403, "expired") : null;
        Assert.DoesNotContain("SignedForAWhile", (await _hub.RefusedAsync(Target, "hub.access")).ToString(), StringComparison.Ordinal);
    }
}
