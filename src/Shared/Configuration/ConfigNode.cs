#pragma warning disable IDE0005 // Some of the projects have it globally.
using System.Text.Json;
#pragma warning restore IDE0005

namespace MLNetBert.Shared.Configuration;

/// <summary>A value of a JSON file that knows its file and key, so that every error can name them.</summary>
internal readonly struct ConfigNode(string file, string path, JsonElement value)
{
    /// <summary>What to do about a file whose content is wrong.</summary>
    public const string Correct = "correct it, or fetch the file again";

    private readonly JsonElement _value = value;

    public string File { get; } = file;

    /// <summary>The key from the root, such as model.vocab.</summary>
    public string Path { get; } = path;

    public JsonValueKind Kind => _value.ValueKind;

    /// <summary>Whether there is no value: the key is missing or null.</summary>
    public bool IsNull => _value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Stands for a file that does not exist: all its keys are missing.</summary>
    public static ConfigNode Missing(string file) => new(file, "", default);

    /// <summary>A file whose root is an object.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">Its name there.</param>
    /// <returns>Its root; that of a missing file if there is none.</returns>
    public static ConfigNode ReadIfThere(string folder, string name)
    {
        string file = System.IO.Path.Combine(folder, name);
        return System.IO.File.Exists(file) ? ReadFile(file) : Missing(file);
    }

    /// <summary>Parses a file as Python and Hugging Face's library do: comments and trailing commas are errors.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isList">Whether its root must be a list, else an object.</param>
    public static ConfigNode ReadFile(string file, bool isList = false)
    {
        byte[] bytes = RegularFile.ReadAllBytes(file);

        // The parser does not look at the bytes of texts.
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new BadInputException($"{file} is not UTF-8: it is damaged, or of another kind; fetch it again.") { Code = "file.encoding", File = file };
        try
        {
            var root = new ConfigNode(file, "", JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0)).RootElement);
            return root.Kind == (isList ? JsonValueKind.Array : JsonValueKind.Object)
                ? root
                : throw new BadInputException($"{file} holds no JSON {(isList ? "list" : "object")}; {Correct}.") { Code = "config.value", File = file };
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{file} is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): it is damaged or cut off, fetch it again.", e) { Code = "config.syntax", File = file };
        }
    }

    /// <summary>File and key.</summary>
    public string Source => $"{File}: {Path}";

    /// <summary>The value of a key; missing keys and null are nodes with IsNull.</summary>
    public ConfigNode this[string key]
    {
        get
        {
            if (IsNull)
                return new ConfigNode(File, Join(key), default);

            RequireObject();
            return new ConfigNode(File, Join(key), Find(key));
        }
    }

    /// <summary>The component's type, or null.</summary>
    public string? Type => this["type"].StringOrNull();

    public string String() => _value.ValueKind == JsonValueKind.String ? Text(_value) : throw Error("must be a string");

    public string? StringOrNull() => IsNull ? null : String();

    public bool Bool() => _value.ValueKind is JsonValueKind.True or JsonValueKind.False ? _value.GetBoolean() : throw Error("must be true or false");

    public bool Bool(bool missing) => IsNull ? missing : Bool();

    public bool? BoolOrNull() => IsNull ? null : Bool();

    public int Int() => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt32(out int number) ? number : throw Error("must be a whole number below 2^31");

    public int Int(int missing) => IsNull ? missing : Int();

    /// <summary>A whole number from 1: a size, a length; null if it is missing, or above <paramref name="largest"/>, which means that there is none.</summary>
    public int? SizeOrNull(double largest = int.MaxValue)
    {
        if (IsNull)
            return null;
        double number = _value.ValueKind == JsonValueKind.Number ? Double() : throw Error("must be a number");
        return number > largest ? null
            : number != Math.Floor(number) ? throw Error($"must be a whole number, but is {number}")
            : number < 1 ? throw Error($"must be at least 1, but is {number}")
            : (int)number;
    }

    /// <summary>A number of tokens; null if it is missing, or so large that it means none (transformers writes 1e30).</summary>
    public int? LengthOrNull() => SizeOrNull(largest: 1_000_000);

    /// <summary>A whole number that is not negative: an id, a length.</summary>
    public int Count()
    {
        int number = Int();
        return number >= 0 ? number : throw Error($"must not be negative, but is {number}");
    }

    /// <summary>A number, bit for bit as Hugging Face's library reads it.</summary>
    public double Double()
    {
        double number = _value.ValueKind == JsonValueKind.Number ? SerdeNumber.Parse(JsonMarshal.GetRawUtf8Value(_value)) : double.NaN;
        return double.IsFinite(number) ? number : throw Error("must be a finite number");
    }

    /// <summary>The items of a list.</summary>
    public IEnumerable<ConfigNode> Items()
    {
        if (_value.ValueKind != JsonValueKind.Array)
            throw Error("must be a list");

        return Walk(this);

        static IEnumerable<ConfigNode> Walk(ConfigNode list)
        {
            int i = 0;
            foreach (JsonElement item in list._value.EnumerateArray())
                yield return new ConfigNode(list.File, $"{list.Path}[{i++}]", item);
        }
    }

    /// <summary>The number of items of a list.</summary>
    public int ItemCount => _value.ValueKind == JsonValueKind.Array ? _value.GetArrayLength() : throw Error("must be a list");

    /// <summary>The keys and values of an object.</summary>
    public IEnumerable<(string Key, ConfigNode Value)> Properties()
    {
        RequireObject();
        return Walk(this);

        static IEnumerable<(string Key, ConfigNode Value)> Walk(ConfigNode node)
        {
            foreach (JsonProperty property in node._value.EnumerateObject())
            {
                string key = node.Name(property);
                yield return (key, new ConfigNode(node.File, node.Join(key), property.Value));
            }
        }
    }

    /// <summary>A vocabulary: tokens and ids, without a node for each.</summary>
    public IEnumerable<(string Token, int Id)> TokenIds()
    {
        RequireObject();
        return Walk(this);

        static IEnumerable<(string Token, int Id)> Walk(ConfigNode node)
        {
            foreach (JsonProperty property in node._value.EnumerateObject())
            {
                string token = node.Name(property);
                if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out int id) || id < 0)
                    throw new ConfigNode(node.File, node.Join(token), property.Value).Error("must be an id: a whole number from 0");

                yield return (token, id);
            }
        }
    }

    /// <summary>Requires the keys that a component cannot do without.</summary>
    public ConfigNode Required(string key)
    {
        ConfigNode child = this[key];
        return child.IsNull ? throw child.Error("is missing", code: "config.missing") : child;
    }

    /// <summary>An error whose sentence begins with file and key and ends with what to do.</summary>
    public BadInputException Error(string what, string advice = Correct, string code = "config.value") =>
        new($"{File}: {(Path.Length == 0 ? "the file" : Path)} {what}; {advice}.") { Code = code, File = File, Key = Path };

    /// <summary>The error for a component that this library does not have.</summary>
    public BadInputException Unsupported(string kind) => this["type"].Error(
        Type is { } type ? $"is \"{type}\", a {kind} that is not supported" : $"is missing, so the {kind} is unknown", "correct it, or take a tokenizer without it", "config.unsupported");

    // A key that is there twice has two values, and readers do not agree on which of them counts.
    private JsonElement Find(string key)
    {
        JsonElement found = default;
        foreach (JsonProperty property in _value.EnumerateObject())
        {
            if (!Is(property, key))
                continue;
            if (found.ValueKind != JsonValueKind.Undefined)
                throw new ConfigNode(File, Join(key), found).Error("is there twice", "leave one of them");
            found = property.Value;
        }

        return found;
    }

    private bool Is(JsonProperty property, string key)
    {
        try
        {
            return property.NameEquals(key);
        }
        catch (InvalidOperationException)
        {
            return Name(property) == key;
        }
    }

    private void RequireObject()
    {
        if (_value.ValueKind != JsonValueKind.Object)
            throw Error("must be an object");
    }

    private string Join(string key) => string.IsNullOrEmpty(Path) ? key : $"{Path}.{key}";

    private string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"{File}: \"{Path}\" holds half of a surrogate pair, which is no text; {Correct}.", e) { Code = "text.surrogate", File = File, Key = Path };
        }
    }

    private string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"{File}: a key of \"{Path}\" holds half of a surrogate pair, which is no text; {Correct}.", e) { Code = "text.surrogate", File = File, Key = Path };
        }
    }
}
