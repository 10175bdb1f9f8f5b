using System.Globalization;

namespace MLNetBert.Resampling.Parameters;

/// <summary>Reads parameters from text, and notes which ones were asked for, so that a misspelt name is not ignored.</summary>
internal sealed class SamplerParameters(string method, IReadOnlyDictionary<string, string> values, Func<string, int>? label)
{
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = [];

    public SamplingStrategy Strategy() =>
        Text("sampling_strategy") is string text ? StrategyText.Parse(text, Label) : SamplingStrategy.Auto;

    public int Seed() => Int("random_state", 0);

    public int? Threads() => Int("n_jobs", 0) is int threads && threads > 0 ? threads : null;

    public int Int(string name, int otherwise)
    {
        if (Text(name) is not string text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new BadInputException($"{name} of {method} must be a whole number; '{text}' is not.");
    }

    public double Number(string name, double otherwise) => Text(name) is string text ? ToNumber(name, text) : otherwise;

    public double? NumberOrAuto(string name) => Text(name) is string text && text != "auto" ? ToNumber(name, text) : null;

    public bool Bool(string name, bool otherwise) => Choice(name, otherwise, ("true", true), ("false", false));

    public T Choice<T>(string name, T otherwise, params (string Name, T Value)[] choices)
    {
        if (Text(name) is not string text)
        {
            return otherwise;
        }

        string plain = Plain(text);
        foreach ((string choice, T value) in choices)
        {
            if (Plain(choice) == plain)
            {
                return value;
            }
        }

        throw new BadInputException($"{name} of {method} must be {string.Join(" or ", choices.Select(choice => choice.Name))}; '{text}' is not.");
    }

    /// <summary>A number, or a number for each class: label=number,label=number or a JSON object.</summary>
    public (double? Number, IReadOnlyDictionary<int, double>? ByClass) NumberOrByClass(string name)
    {
        if (Text(name) is not string text)
        {
            return (null, null);
        }

        return StrategyText.Pairs(text) is { } pairs
            ? (null, pairs.ToDictionary(pair => Label(pair.Label), pair => ToNumber(name, pair.Value)))
            : (ToNumber(name, text), null);
    }

    /// <summary>Column numbers, or true and false for each column; commas between, brackets around if one likes.</summary>
    public IReadOnlyList<int> Columns(string name)
    {
        string text = Text(name) ?? throw new BadInputException($"{method} needs {name}: the numbers of the columns that hold categories, such as {name}=0,2.");
        string[] parts = text.Trim('[', ']', '(', ')', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && parts.All(part => part.ToLowerInvariant() is "true" or "false"))
        {
            return [.. Enumerable.Range(0, parts.Length).Where(column => parts[column].Equals("true", StringComparison.OrdinalIgnoreCase))];
        }

        return [.. parts.Select(part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int column)
            ? column
            : throw new BadInputException($"{name} of {method} must be column numbers, counted from 0, such as {name}=0,2; '{part}' is not one."))];
    }

    /// <summary>The parameters of a part, such as enn__n_neighbors; null if there are none.</summary>
    public SamplerParameters? Part(string name)
    {
        string prefix = name + "__";
        known.Add(prefix + "...");
        var inner = new Dictionary<string, string>();
        foreach (string key in values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            read.Add(key);
            inner.Add(key[prefix.Length..], values[key]);
        }

        return inner.Count == 0 ? null : new SamplerParameters($"{name} in {method}", inner, label);
    }

    public void RefuseUnread()
    {
        string? unread = values.Keys.Where(key => !read.Contains(key)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (unread != null)
        {
            throw new BadInputException($"{method} has no parameter '{unread}'; it has {string.Join(", ", known)}.");
        }
    }

    private static string Plain(string text) =>
        text.Replace("-", "").Replace("_", "").ToLowerInvariant().Replace("classifier", "");

    private string? Text(string name)
    {
        known.Add(name);
        read.Add(name);
        return values.TryGetValue(name, out string? text) ? text.Trim() : null;
    }

    private double ToNumber(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value)
            ? value
            : throw new BadInputException($"{name} of {method} must be a number; '{text}' is not.");

    private int Label(string text)
    {
        if (label != null)
        {
            return label(text);
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new BadInputException($"Classes are whole numbers here; '{text}' is not one.");
    }
}
