using System.Text.Json;

namespace MLNetBert.Tests.Resampling;

/// <summary>imbalanced-learn's parameters in the JSON of the reference, as text for <c>Samplers.Create</c>.</summary>
internal static class ReferenceParameters
{
    public static Dictionary<string, string> Read(JsonElement parameters)
    {
        var result = new Dictionary<string, string>();
        foreach (JsonProperty parameter in parameters.EnumerateObject())
        {
            if (parameter.Value.ValueKind == JsonValueKind.Object && parameter.Value.TryGetProperty("$", out JsonElement kind))
                AddObject(result, parameter.Name, kind.GetString()!, parameter.Value);
            else
                result.Add(parameter.Name, Text(parameter.Value));
        }

        return result;
    }

    private static void AddObject(Dictionary<string, string> result, string name, string kind, JsonElement value)
    {
        switch (kind)
        {
            case "KMeans" when name == "kmeans_estimator":
                result.Add(name, value.GetProperty("n_clusters").GetRawText());
                break;
            case "KMeans" or "LogisticRegression" or "RandomForestClassifier":
                result.Add(name, kind);
                break;
            default:
                // A cleaner that is given, even with nothing set, keeps its own strategy.
                result.Add(name + "__sampling_strategy", "auto");
                foreach (JsonProperty inner in value.EnumerateObject().Where(inner => inner.Name != "$"))
                    result[$"{name}__{inner.Name}"] = Text(inner.Value);

                break;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
