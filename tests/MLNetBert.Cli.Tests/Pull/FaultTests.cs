using MLNetBert.Cli.Pull;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>Servers that break off, stall, or give something else than they list.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Model = "onnx/model.onnx";

    private readonly TemporaryFolder _folder = new();
    private readonly TestHub _hub = TestHub.WithTinyBert();
    private int _count;

    private string Target => _folder.File("model");

    private byte[] Content => _hub.Files[Model];

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_is_gone_on_from(bool stalls)
    {
        _hub.Patience = TimeSpan.FromSeconds(stalls ? 1 : 30);
        Answer(request => _count++ < 3 ? TestHub.Content(request, Content) with { BreaksAfter = 1000, Stalls = stalls } : null);
        await AssertPulledAsync();
        Assert.Equal(Enumerable.Range(0, 4).Select(i => i == 0 ? null : $"bytes={i * 1000}-"), Stored().Select(request => request.Header("Range")));
        Assert.Contains(_hub.Said, note => note.StartsWith($"{Model}: {(stalls ? "nothing came for 1.00 s" : "the connection broke")} after 1.0 kB of 306.0 kB; going on in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_ends_early_and_says_so_is_gone_on_from()
    {
        Answer(request => _count++ == 0 ? new HubServer.Answer(200, Content[..5000]) { Length = -1 } : null);
        await AssertPulledAsync();
        Assert.Equal("bytes=5000-", Stored()[^1].Header("Range"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_gives_nothing_is_left_and_what_came_is_gone_on_from_by_the_next_run(bool stalls)
    {
        _hub.Patience = TimeSpan.FromSeconds(stalls ? 0.7 : 30);
        Answer(request => _count++ == 0 ? TestHub.Content(request, Content) with { BreaksAfter = 70_000 } : TestHub.Content(request, Content) with { BreaksAfter = 0, Stalls = stalls });
        BadInputException error = await _hub.RefusedAsync(Target, "hub.unavailable");
        Assert.Contains("times without one more byte; try again later", error.Message, StringComparison.Ordinal);
        string kept = Assert.Single(_folder.Names());
        Assert.Equal(".mlnetbert-model.partial", kept);
        Assert.Contains(_hub.Said, note => note.Contains($" are kept in {_folder.File(kept)}; the same command goes on from there", StringComparison.Ordinal));

        _hub.Fault = null;
        _hub.Patience = TimeSpan.FromSeconds(30);
        _hub.Server.Requests.Clear();
        await AssertPulledAsync();
        Assert.Equal("bytes=70000-", Assert.Single(Stored()).Header("Range"));
        Assert.Empty(_hub.Asked("modules.json"));
    }

    [Fact]
    public async Task A_server_without_parts_gives_the_whole_again()
    {
        Answer(request => _count++ == 0 ? new HubServer.Answer(200, Content) { BreaksAfter = 1000 } : new HubServer.Answer(200, Content));
        await AssertPulledAsync();
    }

    [Theory]
    [InlineData(416)]
    [InlineData(206)]
    public async Task A_part_that_the_server_does_not_give_begins_again(int status)
    {
        Answer(request => _count++ switch
        {
            0 => new HubServer.Answer(200, Content) { BreaksAfter = 1000 },
            1 => new HubServer.Answer(status, status == 206 ? Content[10..] : [], ("Content-Range", status == 206 ? $"bytes 10-{Content.Length - 1}/{Content.Length}" : $"bytes */{Content.Length}")),
            _ => null,
        });
        await AssertPulledAsync();
        Assert.Equal([null, "bytes=1000-", null], Stored().Select(request => request.Header("Range")));
    }

    [Theory]
    [InlineData(Model, "it has the SHA-256 ")]
    [InlineData("config.json", "it has the git blob hash ")]
    public async Task Another_content_of_the_same_length_is_refused(string path, string part)
    {
        byte[] other = [.. _hub.Files[path]];
        other[^1] ^= 1;
        Answer(request => TestHub.Content(request, other), path);
        BadInputException error = await _hub.RefusedAsync(Target, "hub.answer");
        Assert.Contains($"{TestHub.Repository}/{path} is not what it should be: {part}", error.Message, StringComparison.Ordinal);

        // The right ones are kept, the wrong one is not.
        _hub.Fault = null;
        _hub.Server.Requests.Clear();
        await AssertPulledAsync();
        Assert.NotEmpty(_hub.Asked(path));
        Assert.Empty(_hub.Asked("modules.json"));
    }

    [Fact]
    public async Task A_damaged_rest_of_an_earlier_run_is_fetched_again()
    {
        Answer(request => TestHub.Content(request, Content) with { BreaksAfter = request.From == 0 ? 70_000 : 0 });
        await _hub.RefusedAsync(Target, "hub.unavailable");
        string part = Directory.GetFiles(_folder.File(".mlnetbert-model.partial"), "*.part").Single();
        byte[] rest = File.ReadAllBytes(part);
        rest[5] ^= 1;
        File.WriteAllBytes(part, rest);
        _hub.Fault = null;
        await AssertPulledAsync();
    }

    [Theory]
    [InlineData(-1000, "it has 305008 bytes, where the hub lists 306008")]
    [InlineData(1000, "it has 307008 bytes, where the hub lists 306008")]
    public async Task Another_length_than_the_listed_one_is_refused(int more, string part)
    {
        Answer(_ => new HubServer.Answer(200, [.. Content, .. new byte[1000]]) { Length = Content.Length + more, BreaksAfter = Content.Length + more });
        Assert.Contains(part, (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_left()
    {
        Answer(_ => new HubServer.Answer(200, [.. Content, .. new byte[10_000_000]]) { Length = -1, Stalls = true });
        Assert.Contains("it is longer than the 306008 bytes that the hub lists", (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Repo-Commit", "fedcba9876543210fedcba9876543210fedcba98")]
    [InlineData("X-Linked-Size", "5")]
    [InlineData("X-Linked-ETag", "\"0000000000000000000000000000000000000000000000000000000000000000\"")]
    public async Task A_hub_that_contradicts_its_list_is_refused(string header, string value)
    {
        _hub.Fault = request => request.Path.EndsWith($"/{Model}", StringComparison.Ordinal) ? HubServer.Answer.Text(302, "", ("Location", $"{_hub.Server.OtherName}/cdn/{TestHub.Sha256(Content)}"), (header, value)) : null;
        Assert.Contains($"{header} is {value.Trim('"')}, where the hub lists ", (await _hub.RefusedAsync(Target, "hub.answer")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_do_not_write_into_one_folder()
    {
        Answer(request => TestHub.Content(request, Content) with { BreaksAfter = 10, Stalls = true });
        using var end = new CancellationTokenSource();
        Task first = _hub.PullAsync(Target, cancellation: end.Token);
        Assert.True(SpinWait.SpinUntil(() => !Stored().AsSpan().IsEmpty, TimeSpan.FromSeconds(30)));
        Assert.Contains("another mlnetbert pull is at work", (await _hub.RefusedAsync(Target, "output.unwritable")).Message, StringComparison.Ordinal);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private HubServer.Request[] Stored() => [.. _hub.Server.Requests.Where(request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal))];

    /// <summary>Answers for the content of a file.</summary>
    private void Answer(Func<HubServer.Request, HubServer.Answer?> answer, string path = Model) =>
        _hub.Fault = request => request.Path == $"/cdn/{TestHub.Sha256(_hub.Files[path])}" || (path != Model && request.Path.EndsWith($"/{path}", StringComparison.Ordinal)) ? answer(request) : null;

    private async Task AssertPulledAsync()
    {
        (PullRecord record, _) = await _hub.PullAsync(Target);
        Assert.All(record.Files, file => Assert.Equal(_hub.Files[file.Path], File.ReadAllBytes(Path.Combine(Target, file.Path))));
        Assert.Equal(["model"], _folder.Names());
    }
}
