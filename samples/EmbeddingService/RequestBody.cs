using System.Text.Json;

namespace EmbeddingService;

/// <summary>Reads what a caller sent, and says what is wrong with it.</summary>
internal static class RequestBody
{
    /// <summary>The request's JSON object. Other media types are refused: a page of another site can send them without asking.</summary>
    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The request has no Content-Type: application/json; send JSON.");
        try
        {
            JsonElement body = await JsonSerializer.DeserializeAsync(request.Body, ServiceJson.Default.JsonElement, request.HttpContext.RequestAborted);
            return body.ValueKind == JsonValueKind.Object ? body : throw new ApiException(StatusCodes.Status400BadRequest, $"The request is {Kind(body)}; send a JSON object with the field input.");
        }
        catch (JsonException e)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The request is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of it).");
        }
    }

    /// <summary>The field input: a text, or several.</summary>
    public static string[] Texts(JsonElement body, ServiceOptions options)
    {
        if (!body.TryGetProperty("input", out JsonElement input) || input.ValueKind == JsonValueKind.Null)
            throw Wrong("input", "is missing; send a text or an array of texts.");
        if (input.ValueKind != JsonValueKind.Array)
            return [Text(input, "input")];
        int count = input.GetArrayLength();
        if (count == 0)
            throw Wrong("input", "is an empty array; send at least one text.");
        if (count > options.MaxInputs)
            throw Wrong("input", $"has {count} texts; at most {options.MaxInputs} are taken at a time.");
        return [.. input.EnumerateArray().Select((text, i) => Text(text, $"input[{i}]"))];
    }

    /// <summary>A field that holds a word; null if it is not there.</summary>
    public static string? Word(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? Text(value, name) : throw new ApiException(StatusCodes.Status400BadRequest, $"{name} is {Kind(value)}; a word is expected.", name);
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Text(JsonElement value, string place)
    {
        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.Array)
            throw Wrong(place, $"is {Kind(value)}: arrays of token ids are not taken here, for other models have other ids; send texts.", "unsupported_value");
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(place, $"is {Kind(value)}; a text is expected.");
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : throw Wrong(place, "is empty; leave it out.");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(place, "is not Unicode: it has half of a surrogate pair, or bytes that are not UTF-8.");
        }
    }

    private static ApiException Wrong(string place, string what, string? code = null) => new(StatusCodes.Status400BadRequest, $"{place} {what}", place.Split('[')[0], code);
}
