using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Checks JSON against a schema of docs: as much of JSON Schema as those use.</summary>
internal static class SchemaCheck
{
    public static void Assert(string schema, JsonElement value)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", schema))).RootElement;
        Check(root, root, value, "$");
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        if (schema.TryGetProperty("const", out JsonElement constant))
            Xunit.Assert.Equal(constant.GetRawText(), value.GetRawText());
        if (schema.TryGetProperty("enum", out JsonElement names))
            Xunit.Assert.Contains(value.GetString(), names.EnumerateArray().Select(name => name.GetString()));
        if (!schema.TryGetProperty("type", out JsonElement type))
            return;
        Xunit.Assert.True(Fits(type.GetString()!, value), $"{path} is {value.ValueKind}, not {type}");
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach ((JsonElement item, int i) in value.EnumerateArray().Select((item, i) => (item, i)))
                Check(root, schema.GetProperty("items"), item, $"{path}[{i}]");
        }

        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonElement required in schema.TryGetProperty("required", out JsonElement all) ? [.. all.EnumerateArray()] : Array.Empty<JsonElement>())
            Xunit.Assert.True(value.TryGetProperty(required.GetString()!, out _), $"{path} lacks {required}");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out JsonElement known) && known.TryGetProperty(property.Name, out JsonElement own))
                Check(root, own, property.Value, $"{path}.{property.Name}");
            else if (schema.TryGetProperty("additionalProperties", out JsonElement other) && other.ValueKind == JsonValueKind.Object)
                Check(root, other, property.Value, $"{path}.{property.Name}");
            else
                Xunit.Assert.Fail($"{path} has {property.Name}, which the schema does not know");
        }
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };
}
