namespace MLNetBert.Encoder.Featurizing;

/// <summary>The items of one window, read ahead so that texts of equal length run together. Not thread-safe.</summary>
/// <param name="featurizer">Runs them; its options say how much a window holds.</param>
/// <param name="place">Where an item is, for messages; null: its number.</param>
internal sealed class ReadAhead<T>(BertFeaturizer featurizer, Func<T, string>? place)
{
    private readonly List<T> _items = [];
    private long _read;
    private long _characters;

    public TokenWindow Window { get; } = new();

    public IReadOnlyList<T> Items => _items;

    public bool IsFull => _items.Count >= featurizer.Options.Window
        || _characters >= featurizer.Options.WindowCharacters
        || (featurizer.Engine.TokenLevel && Window.Ids.Count >= featurizer.Options.WindowTokenVectors);

    /// <exception cref="ArgumentException">The text is null.</exception>
    /// <exception cref="BadInputException">It cannot be tokenized or cut; the message says which item it is.</exception>
    public void Add(T item, TextInput input)
    {
        if (input.Text == null)
            throw new ArgumentException($"The text of item {_read} is null; give an empty text instead.", nameof(input));
        try
        {
            featurizer.Tokenize(Window, input.Text, input.TextPair, input.TextPair != null, input.Prompt);
        }
        catch (BadInputException e)
        {
            Window.Abandon();
            throw e.At(place?.Invoke(item) ?? $"Item {_read}", row: _read + 1);
        }

        _items.Add(item);
        _read++;
        _characters += input.Text.Length + (input.TextPair?.Length ?? 0);
    }

    public void Clear()
    {
        _items.Clear();
        Window.Clear();
        _characters = 0;
    }
}
