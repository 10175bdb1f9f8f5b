using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace MLNetBert.Tests.Service;

/// <summary>What cannot be answered is refused in OpenAI's shape, with a sentence.</summary>
public sealed class ErrorTests(ErrorTests.Limited limited) : IClassFixture<ErrorTests.Limited>
{
    private readonly RunningService _service = limited.Service;

    public static TheoryData<string, string, string?> Mistakes => new()
    {
        { """{"model": "m"}""", "input is missing; send a text or an array of texts.", "input" },
        { """{"input": null}""", "input is missing; send a text or an array of texts.", "input" },
        { """{"input": ""}""", "input is empty; leave it out.", "input" },
        { """{"input": []}""", "input is an empty array; send at least one text.", "input" },
        { """{"input": ["a", ""]}""", "input[1] is empty; leave it out.", "input" },
        { """{"input": ["a", {}]}""", "input[1] is an object; a text is expected.", "input" },
        { """{"input": true}""", "input is true or false; a text is expected.", "input" },
        { """{"input": [101, 102]}""", "input[0] is a number: arrays of token ids are not taken here, for other models have other ids; send texts.", "input" },
        { """{"input": [[101, 102]]}""", "input[0] is an array: arrays of token ids are not taken here, for other models have other ids; send texts.", "input" },
        { """{"input": ["a", "b", "c", "d", "e"]}""", "input has 5 texts; at most 4 are taken at a time.", "input" },
        { """{"input": "\ud83d"}""", "input is not Unicode: it has half of a surrogate pair, or bytes that are not UTF-8.", "input" },
        { """{"input": "a", "dimensions": 0}""", "dimensions is 0; a whole number from 1 to 32 is expected.", "dimensions" },
        { """{"input": "a", "dimensions": "8"}""", "dimensions is 8; a whole number from 1 to 32 is expected.", "dimensions" },
        { """{"input": "a", "encoding_format": 4}""", "encoding_format is a number; a word is expected.", "encoding_format" },
        { """{"input": "a", "prompt_name": ["query"]}""", "prompt_name is an array; a word is expected.", "prompt_name" },
        { """{"input": "a", "encoding_format": "int8"}""", "encoding_format is int8; float or base64 is expected.", "encoding_format" },
        { """{"input": "a" """, "The request is not JSON (line 1, byte 15 of it).", null },
        { "[]", "The request is an array; send a JSON object with the field input.", null },
        { "", "The request is not JSON (line 1, byte 1 of it).", null },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistakes_are_named(string body, string message, string? param)
    {
        HttpResponseMessage response = await PostAsync("v1/embeddings", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Dictionary<string, string?> error = await RunningService.ErrorAsync(response);
        Assert.Equal((message, "invalid_request_error", param), (error["message"], error["type"], error["param"]));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        using ByteArrayContent content = new([.. "{\"input\": \""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        HttpResponseMessage response = await _service.Client.PostAsync("v1/embeddings", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await RunningService.ErrorAsync(response);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_a_page_of_another_site_may_send_unasked_is_refused(string type) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("v1/embeddings", """{"input": "a"}""", type)).StatusCode);

    [Fact]
    public async Task Unknown_paths_and_methods_are_refused()
    {
        HttpResponseMessage path = await PostAsync("v1/chat/completions", "{}"), method = await _service.Client.GetAsync("v1/embeddings");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (path.StatusCode, method.StatusCode));
        Assert.Contains("/v1/chat/completions", (await RunningService.ErrorAsync(path))["message"], StringComparison.Ordinal);
        Assert.Equal("method_not_supported", (await RunningService.ErrorAsync(method))["code"]);
    }

    [Fact]
    public async Task A_large_request_is_refused()
    {
        HttpResponseMessage response = await PostAsync("v1/embeddings", $$"""{"input": "{{new string('a', 5_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request_too_large", (await RunningService.ErrorAsync(response))["code"]);
    }

    [Fact]
    public async Task Too_many_tokens_are_refused()
    {
        string fifteen = string.Join(' ', Enumerable.Repeat("the", 13));
        Assert.Equal(HttpStatusCode.OK, (await _service.EmbedAsync(new { input = new[] { fifteen, fifteen } })).StatusCode);
        HttpResponseMessage response = await _service.EmbedAsync(new { input = new[] { fifteen, fifteen, fifteen } });
        Dictionary<string, string?> error = await RunningService.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, "max_tokens_per_request"), (response.StatusCode, error["code"]));
        Assert.Contains("45 tokens; at most 40", error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_texts_are_refused_if_that_is_asked_for()
    {
        string text = string.Join(' ', Enumerable.Repeat("the", 600));
        await using RunningService cutting = RunningService.Tiny(), refusing = RunningService.Tiny("--Bert:RefuseLonger", "true");
        Assert.Equal(HttpStatusCode.OK, (await cutting.EmbedAsync(new { input = text })).StatusCode);
        HttpResponseMessage response = await refusing.EmbedAsync(new { input = text });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("602", (await RunningService.ErrorAsync(response))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_are_the_models()
    {
        JsonElement asked = await (await _service.EmbedAsync(new { input = "the fox", prompt_name = "query" })).Content.ReadFromJsonAsync<JsonElement>();
        JsonElement whole = await (await _service.EmbedAsync(new { input = "hello the fox" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(whole.GetProperty("data").GetRawText(), asked.GetProperty("data").GetRawText());
        HttpResponseMessage unknown = await _service.EmbedAsync(new { input = "the fox", prompt_name = "qwery" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("query", (await RunningService.ErrorAsync(unknown))["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Service:MaxInputs", "0")]
    [InlineData("Service:MaxTokens", "many")]
    [InlineData("Service:Deadline", "00:00:00")]
    [InlineData("Bert:MaxQueuedTokens", "0")]
    [InlineData("Bert:ModelPath", "no/such/folder")]
    [InlineData("Classifier:ModelPath", "no-such.zip")]
    public async Task Options_are_checked_before_the_service_starts(string option, string value)
    {
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using WebApplication app = EmbeddingService.EmbeddingApp.Build(["--urls", "http://127.0.0.1:0", $"--{option}", value]);
            await app.StartAsync();
        });
        Assert.True(refused is BadInputException or OptionsValidationException, refused.ToString());
        Assert.Contains(option.EndsWith("Path", StringComparison.Ordinal) ? value : option.Replace("Bert:", "", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body, string type = "application/json") =>
        _service.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, type));

    /// <summary>A service of a tiny model (32 dimensions) with low limits.</summary>
    public sealed class Limited : IAsyncDisposable
    {
        public RunningService Service { get; } = RunningService.Tiny("--Service:MaxInputs", "4", "--Service:MaxTokens", "40", "--Service:MaxBodyBytes", "4096");

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
