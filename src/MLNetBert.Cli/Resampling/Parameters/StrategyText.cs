using System.Globalization;
using System.Text.Json;
using MLNetBert.Resampling;

namespace MLNetBert.Cli.Resampling.Parameters;

/// <summary>
/// sampling_strategy as text: a name, a ratio, counts (label=count,label=count or a JSON object), or classes to clean
/// ([label,label], a JSON array, or at least two labels with commas).
/// </summary>
internal static class StrategyText
{
    public static SamplingStrategy Parse(string text, Func<string, int> label)
    {
        if (Named(text) is { } named)
            return named;

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio))
            return SamplingStrategy.Ratio(ratio);

        if (Pairs(text) is { } pairs)
        {
            var counts = new Dictionary<int, int>();
            foreach ((string name, string value) in pairs)
            {
                if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
                    throw new BadInputException($"sampling_strategy asks for '{value}' rows of class {name}; give a whole number of at most {int.MaxValue}.") { Code = "sampler.strategy", Key = "sampling_strategy" };

                if (count < 0)
                    throw new BadInputException($"sampling_strategy asks for {count} rows of class {name}; give 0 or more.") { Code = "sampler.strategy", Key = "sampling_strategy" };

                if (!counts.TryAdd(label(name), count))
                    throw new BadInputException($"sampling_strategy names class {name} twice; name it once.") { Code = "sampler.strategy", Key = "sampling_strategy" };
            }

            return SamplingStrategy.Counts(counts);
        }

        if (Items(text) is { } items)
            return SamplingStrategy.Classes([.. items.Select(label)]);

        throw new BadInputException(
            $"sampling_strategy '{text}' is none of auto, minority, majority, 'not minority', 'not majority', all, a ratio above 0 and at most 1, counts such as spam=500,ham=800, or classes such as [spam,ham].")
        { Code = "sampler.strategy", Key = "sampling_strategy" };
    }

    /// <summary>The pairs of label=value,label=value or of a JSON object; null if it is neither.</summary>
    public static List<(string Label, string Value)>? Pairs(string text)
    {
        if (text.StartsWith('{'))
        {
            using JsonDocument document = Json(text);
            return [.. document.RootElement.EnumerateObject().Select(property => (property.Name, property.Value.ToString()))];
        }

        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (!parts.All(part => part.LastIndexOf('=') > 0))
            return null;

        return [.. parts.Select(part => (part[..part.LastIndexOf('=')].Trim(), part[(part.LastIndexOf('=') + 1)..].Trim()))];
    }

    /// <summary>One of the names, with a space, a hyphen or an underscore in "not minority" and "not majority"; null if there is no such name.</summary>
    private static SamplingStrategy? Named(string name) => name.Replace('-', ' ').Replace('_', ' ') switch
    {
        "auto" => SamplingStrategy.Auto,
        "minority" => SamplingStrategy.Minority,
        "majority" => SamplingStrategy.Majority,
        "not minority" => SamplingStrategy.NotMinority,
        "not majority" => SamplingStrategy.NotMajority,
        "all" => SamplingStrategy.All,
        _ => null,
    };

    private static List<string>? Items(string text)
    {
        if (text.StartsWith("[\"", StringComparison.Ordinal))
        {
            using JsonDocument document = Json(text);
            return [.. document.RootElement.EnumerateArray().Select(item => item.ToString())];
        }

        bool bracketed = text.StartsWith('[') && text.EndsWith(']');
        return bracketed || text.Contains(',')
            ? [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : null;
    }

    private static JsonDocument Json(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw new BadInputException($"'{text}' is not valid JSON; write label=count,label=count instead.", error) { Code = "sampler.strategy", Key = "sampling_strategy" };
        }
    }
}
