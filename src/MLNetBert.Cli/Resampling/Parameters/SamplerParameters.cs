using System.Globalization;
using MLNetBert.Resampling;

namespace MLNetBert.Cli.Resampling.Parameters;

/// <summary>Reads parameters from text, and notes which ones were asked for, so that a misspelt name is not ignored.</summary>
internal sealed class SamplerParameters(string method, IReadOnlyDictionary<string, string> values, Func<string, int>? label)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = [];

    /// <summary>Makes a sampler, with the parameters that every method has, and rejects those that it does not have.</summary>
    public Sampler Make(Func<SamplerParameters, Sampler> make)
    {
        SamplingStrategy strategy = Text("sampling_strategy") is string text ? StrategyText.Parse(text, Label) : SamplingStrategy.Auto;
        long seed = Seed();
        int? threads = IntOrNone("n_jobs", 0) is int count && count > 0 ? count : null;
        Sampler sampler = make(this);
        RefuseUnread();

        // Of an over-sampler and a cleaner, only the over-sampler draws random numbers, so its seed is that of the whole.
        Smote? over = (sampler as SmoteEnn)?.Smote ?? (sampler as SmoteTomek)?.Smote;
        return sampler with { SamplingStrategy = strategy, Seed = over?.Seed ?? seed, MaxDegreeOfParallelism = threads };
    }

    public int Int(string name, int otherwise) => Text(name) is string text ? ToInt(name, text) : otherwise;

    /// <summary>A whole number, or None, imbalanced-learn's default.</summary>
    public int IntOrNone(string name, int otherwise) => TextOrNone(name) is string text ? ToInt(name, text) : otherwise;

    public double Number(string name, double otherwise) => Text(name) is string text ? ToNumber(name, text) : otherwise;

    public double? NumberOrAuto(string name) => Text(name) is string text && text != "auto" ? ToNumber(name, text) : null;

    public bool Bool(string name, bool otherwise) => Choice(name, otherwise, ("true", true), ("false", false));

    public T Choice<T>(string name, T otherwise, params (string Name, T Value)[] choices)
    {
        if (Text(name) is not string text)
            return otherwise;

        string plain = Plain(text);
        foreach ((string choice, T value) in choices)
        {
            if (Plain(choice) == plain)
                return value;
        }

        throw new BadInputException($"{name} of {method} must be {string.Join(" or ", choices.Select(choice => choice.Name))}; '{text}' is not.") { Code = "sampler.parameter", Key = name };
    }

    /// <summary>None, a number, or a number for each class: label=number,label=number or a JSON object.</summary>
    public (double? Number, IReadOnlyDictionary<int, double>? ByClass) NumberOrByClass(string name)
    {
        if (TextOrNone(name) is not string text)
            return (null, null);

        if (StrategyText.Pairs(text) is not { } pairs)
            return (ToNumber(name, text), null);

        var byClass = new Dictionary<int, double>();
        foreach ((string label, string value) in pairs)
        {
            if (!byClass.TryAdd(Label(label), ToNumber(name, value)))
                throw new BadInputException($"{name} of {method} names class {label} twice; name it once.") { Code = "sampler.parameter", Key = name };
        }

        return (null, byClass);
    }

    /// <summary>
    /// SMOTE-NC from column numbers, or from true or false for each column; separated by commas, with brackets around them or not.
    /// </summary>
    public SmoteNC ForColumns(string name)
    {
        string text = Text(name) ?? throw new BadInputException($"{method} needs {name}: the numbers of the columns that contain categories, such as {name}=0,2.") { Code = "sampler.parameter", Key = name };
        string[] parts = text.Trim('[', ']', '(', ')', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && parts.All(part => part.ToLowerInvariant() is "true" or "false"))
            return SmoteNC.FromMask(Array.ConvertAll(parts, part => part.Equals("true", StringComparison.OrdinalIgnoreCase)));

        return new SmoteNC
        {
            CategoricalFeatures = Array.ConvertAll(parts, part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int column)
                ? column
                : throw new BadInputException($"{name} of {method} must be column numbers, counted from 0, such as {name}=0,2; '{part}' is not one.") { Code = "sampler.parameter", Key = name }),
        };
    }

    /// <summary>A part, by its parameters, such as enn__n_neighbors; null if there are none.</summary>
    /// <param name="name">The name of the part.</param>
    /// <param name="make">Makes the part.</param>
    /// <param name="shared">Parameters that the part takes from the whole unless it has its own.</param>
    public T? Part<T>(string name, Func<SamplerParameters, T> make, params ReadOnlySpan<string> shared)
        where T : Sampler
    {
        string prefix = name + "__";
        _known.Add(prefix + "NAME");
        var inner = new Dictionary<string, string>();
        foreach (string key in values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _read.Add(key);
            inner.Add(key[prefix.Length..], values[key]);
        }

        if (inner.Count == 0)
            return null;

        foreach (string key in shared)
        {
            _read.Add(key);
            if (values.TryGetValue(key, out string? value))
                inner.TryAdd(key, value);
        }

        return (T)new SamplerParameters($"{name} in {method}", inner, label).Make(make);
    }

    /// <summary>Rejects what is an object in imbalanced-learn, unless it is None, the default.</summary>
    public void RefuseObject(string name, string instead)
    {
        _read.Add(name);
        if (values.TryGetValue(name, out string? text) && !IsNone(text))
            throw new BadInputException($"{name} of {method} is an object in imbalanced-learn and cannot be given here; {instead}.") { Code = "sampler.parameter", Key = name };
    }

    private void RefuseUnread()
    {
        string? unread = values.Keys.Where(key => !_read.Contains(key)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (unread != null)
            throw new BadInputException($"{method} has no parameter '{unread}'; it has {string.Join(", ", _known)}.") { Code = "sampler.parameter", Key = unread };
    }

    private long Seed()
    {
        if (TextOrNone("random_state") is not string text)
            return 0;

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seed)
            ? seed
            : throw new BadInputException($"random_state of {method} must be a whole number from 0 to {uint.MaxValue}; '{text}' is not.") { Code = "sampler.parameter", Key = "random_state" };
    }

    private static string Plain(string text) =>
        text.Replace("-", "").Replace("_", "").ToLowerInvariant().Replace("classifier", "");

    private static bool IsNone(string text) => text.Trim().Equals("None", StringComparison.OrdinalIgnoreCase);

    private string? TextOrNone(string name) => Text(name) is string text && !IsNone(text) ? text : null;

    private string? Text(string name)
    {
        _known.Add(name);
        _read.Add(name);
        return values.TryGetValue(name, out string? text) ? text.Trim() : null;
    }

    private int ToInt(string name, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new BadInputException($"{name} of {method} must be a whole number{(text.TrimStart('-').All(char.IsAsciiDigit) ? $" from {int.MinValue} to {int.MaxValue}" : "")}; '{text}' is not.") { Code = "sampler.parameter", Key = name };

    private double ToNumber(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value)
            ? value
            : throw new BadInputException($"{name} of {method} must be a number; '{text}' is not.") { Code = "sampler.parameter", Key = name };

    private int Label(string text)
    {
        if (label != null)
            return label(text);

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new BadInputException($"Classes are whole numbers here; '{text}' is not one.") { Code = "labels.class" };
    }
}
