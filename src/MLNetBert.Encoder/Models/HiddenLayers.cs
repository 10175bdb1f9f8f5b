namespace MLNetBert;

/// <summary>
/// Which of an encoder's layers give the token vectors, numbered as in transformers' hidden_states: 0 the embeddings, 1 the first layer,
/// and from the end, -1 the last, -2 the one before. One layer, or several averaged or joined. Immutable and thread-safe.
/// </summary>
public sealed class HiddenLayers
{
    private const string Expected = "give a number such as -2, average(-4,-3,-2,-1), or concatenate(-2,-1)";

    private HiddenLayers(ImmutableArray<int> layers, bool average)
    {
        if (layers.Length == 0)
            throw new ArgumentException($"No layer is given; {Expected}.", nameof(layers));
        Layers = layers;
        IsAverage = average;
    }

    /// <summary>The layers, in the order in which their vectors are joined.</summary>
    public ImmutableArray<int> Layers { get; }

    /// <summary>Whether the layers' vectors are averaged; if not, they are joined, and a token's vector is that many times as long.</summary>
    public bool IsAverage { get; }

    /// <summary>One layer.</summary>
    public static implicit operator HiddenLayers(int layer) => new([layer], average: false);

    /// <summary>The average of several layers' vectors, dimension by dimension.</summary>
    /// <exception cref="ArgumentException">No layer is given.</exception>
    public static HiddenLayers Average(params ReadOnlySpan<int> layers) => new([.. layers], average: true);

    /// <summary>Several layers' vectors, one after another.</summary>
    /// <exception cref="ArgumentException">No layer is given.</exception>
    public static HiddenLayers Concatenate(params ReadOnlySpan<int> layers) => new([.. layers], average: false);

    /// <summary>Reads <c>-2</c>, <c>average(-4,-3,-2,-1)</c> or <c>concatenate(-2,-1)</c>.</summary>
    /// <exception cref="BadInputException">The text is none of these.</exception>
    public static HiddenLayers Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(');
        (string? name, string? numbers) = open > 0 && trimmed[^1] == ')' ? (trimmed[..open].TrimEnd(), trimmed[(open + 1)..^1]) : ("", trimmed);
        List<int> layers = [];
        foreach (string part in numbers.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int layer))
                throw new BadInputException($"The hidden layer '{text}' is not understood; {Expected}.") { Code = "model.hidden-layer" };
            layers.Add(layer);
        }

        return name.ToLowerInvariant() switch
        {
            "average" => Average([.. layers]),
            "concatenate" => Concatenate([.. layers]),
            "" when layers.Count == 1 => layers[0],
            _ => throw new BadInputException($"The hidden layer '{text}' is not understood; {Expected}.") { Code = "model.hidden-layer" },
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Layers.Length == 1 && !IsAverage
        ? $"{Layers[0]}"
        : $"{(IsAverage ? "average" : "concatenate")}({string.Join(',', Layers.Select(layer => $"{layer}"))})";
}
