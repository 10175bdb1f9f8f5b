using System.Runtime.CompilerServices;
using MLNetBert.Encoder.Batching;

namespace MLNetBert;

public sealed partial class BertFeaturizer
{
    /// <summary>
    /// The features of a stream of items of any kind, in order. At most <see cref="FeaturizerOptions.Window"/> items are read
    /// ahead and held, so memory stays flat however long the stream is. Nothing runs between two items that are asked for, so
    /// stopping half-way leaves nothing behind.
    /// </summary>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be tokenized or cut as the options ask; the message says which item. Or the model fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the batches at work are finished first.</exception>
    public IEnumerable<FeaturizedRow<T>> FeaturizeStream<T>(IEnumerable<T> items, Func<T, TextInput> text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        return Stream(items, text, place: null, reuse: false, cancellationToken);
    }

    /// <summary>
    /// As <see cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, CancellationToken)"/>, but a row's features hold only until the
    /// next is asked for: all windows use the same memory, which would else be large enough to outlive many of them.
    /// </summary>
    internal IEnumerable<FeaturizedRow<T>> FeaturizeInPassing<T>(IEnumerable<T> items, Func<T, TextInput> text, CancellationToken cancellationToken, Func<T, string>? place = null) =>
        Stream(items, text, place, reuse: true, cancellationToken);

    /// <summary>The features of a stream of texts, in order.</summary>
    /// <inheritdoc cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, CancellationToken)"/>
    public IEnumerable<FeaturizedRow<string>> FeaturizeStream(IEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        FeaturizeStream(texts, static text => text, cancellationToken);

    /// <summary>As <see cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, CancellationToken)"/>, over a source that is awaited.</summary>
    public IAsyncEnumerable<FeaturizedRow<T>> FeaturizeStreamAsync<T>(IAsyncEnumerable<T> items, Func<T, TextInput> text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        return StreamAsync(items, text, cancellationToken);
    }

    /// <summary>The features of a stream of texts that is awaited, in order.</summary>
    public IAsyncEnumerable<FeaturizedRow<string>> FeaturizeStreamAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        FeaturizeStreamAsync(texts, static text => text, cancellationToken);

    private IEnumerable<FeaturizedRow<T>> Stream<T>(IEnumerable<T> items, Func<T, TextInput> text, Func<T, string>? place, bool reuse, CancellationToken cancellationToken)
    {
        ReadAhead<T> ahead = new(this, place, reuse);
        foreach (T item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ahead.Add(item, text(item));
            if (ahead.IsFull)
            {
                foreach (FeaturizedRow<T> row in ahead.Run(cancellationToken))
                    yield return row;
            }
        }

        foreach (FeaturizedRow<T> row in ahead.Run(cancellationToken))
            yield return row;
    }

    private async IAsyncEnumerable<FeaturizedRow<T>> StreamAsync<T>(IAsyncEnumerable<T> items, Func<T, TextInput> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ReadAhead<T> ahead = new(this, place: null, reuse: false);
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            ahead.Add(item, text(item));
            if (ahead.IsFull)
            {
                foreach (FeaturizedRow<T> row in await Task.Run(() => ahead.Run(cancellationToken), cancellationToken).ConfigureAwait(false))
                    yield return row;
            }
        }

        foreach (FeaturizedRow<T> row in await Task.Run(() => ahead.Run(cancellationToken), cancellationToken).ConfigureAwait(false))
            yield return row;
    }

    /// <summary>The items of one window; <paramref name="place"/> says where an item stands, for messages.</summary>
    private sealed class ReadAhead<T>(BertFeaturizer featurizer, Func<T, string>? place, bool reuse)
    {
        private readonly List<T> _items = [];
        private readonly TokenWindow _window = new();
        private float[]? _buffer;
        private long _read;
        private long _characters;

        public bool IsFull => _items.Count >= featurizer.Options.Window
            || _characters >= WindowCharacters
            || (featurizer.TokenLevel && _window.Ids.Count >= WindowTokenVectors);

        public void Add(T item, TextInput input)
        {
            if (input.Text == null)
                throw new ArgumentException($"The text of item {_read} is null; give an empty text instead.", nameof(input));
            try
            {
                featurizer.Tokenize(_window, input.Text, input.TextPair, input.TextPair != null);
            }
            catch (BadInputException e)
            {
                throw new BadInputException($"{place?.Invoke(item) ?? $"Item {_read}"}: {e.Message}", e);
            }

            _items.Add(item);
            _read++;
            _characters += input.Text.Length + (input.TextPair?.Length ?? 0);
        }

        /// <summary>Runs the window and empties it.</summary>
        public FeaturizedRow<T>[] Run(CancellationToken cancellationToken)
        {
            WindowFeatures features = featurizer._engine.Run(_window, _buffer, cancellationToken);
            _buffer = reuse ? features.Values : null;
            var rows = new FeaturizedRow<T>[_items.Count];
            for (int i = 0; i < rows.Length; i++)
                rows[i] = new FeaturizedRow<T>(_items[i], features.Of(_window.Distinct(i)), _window.Length(_window.Distinct(i)));
            _items.Clear();
            _window.Clear();
            _characters = 0;
            return rows;
        }
    }
}
