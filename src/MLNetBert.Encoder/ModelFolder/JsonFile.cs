using System.Text.Json;
using System.Text.Json.Nodes;
using MLNetBert.Tokenizers.Configuration;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>A JSON file of a model folder; what is wrong with it is told by file and key.</summary>
internal sealed class JsonFile
{
    private readonly JsonObject _root;

    private JsonFile(string path, JsonObject root)
    {
        Path = path;
        _root = root;
    }

    public string Path { get; }

    /// <summary>Null where there is no such file.</summary>
    public static JsonFile? TryOpen(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
            return null;
        return Parse(path) is JsonObject root
            ? new JsonFile(path, root)
            : throw new BadInputException($"{path} holds no JSON object; download it again.");
    }

    /// <summary>Reads any JSON value.</summary>
    public static JsonNode? Parse(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw ConfigNode.NotJson(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e);
        }
    }

    public string Source(string key) => $"{Path}: {key}";

    public string? Text(string key) => Value(key) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The texts of a list, joined by +; null where there is no such list.</summary>
    public string? Texts(string key) => Value(key) is JsonArray list ? string.Join('+', list.Select(item => item?.ToString())) : null;

    public bool Flag(string key) => Value(key) switch
    {
        null => false,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw new BadInputException($"{Path}: {key} must be true or false."),
    };

    /// <summary>A whole number; null where the key is missing, null, or a number too large to be meant.</summary>
    public int? Number(string key, double largest = 1_000_000_000)
    {
        if (Value(key) is not JsonNode node)
            return null;
        double number = node is JsonValue value && value.TryGetValue(out double given)
            ? given
            : throw new BadInputException($"{Path}: {key} must be a number.");
        if (number > largest)
            return null;
        return number == Math.Floor(number) && number >= int.MinValue
            ? (int)number
            : throw new BadInputException($"{Path}: {key} must be a whole number, but is {number}.");
    }

    /// <summary>As <see cref="Number"/>, and at least 1.</summary>
    public int? Size(string key) => Number(key) is int size && size < 1
        ? throw new BadInputException($"{Path}: {key} must be at least 1, but is {size}.")
        : Number(key);

    /// <summary>The keys that are true.</summary>
    public IEnumerable<string> TrueKeys() => _root.Where(pair => pair.Value is JsonValue value && value.TryGetValue(out bool flag) && flag).Select(pair => pair.Key);

    private JsonNode? Value(string key) => _root.TryGetPropertyValue(key, out JsonNode? value) ? value : null;
}
