using MLNetBert.Encoder.Featurizing;

namespace MLNetBert;

public sealed partial class BertFeaturizer
{
    /// <summary>
    /// The features of a stream of items of any kind, in order. At most <see cref="FeaturizerOptions.Window"/> items are read
    /// ahead and kept, so memory stays flat, however long the stream is. Nothing runs between two requests for an item, so
    /// stopping half-way leaves nothing behind.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="text">An item's text, or pair of texts.</param>
    /// <param name="progress">Is told after each batch about how many items have their features; from any thread.</param>
    /// <param name="cancellationToken">Stops it; batches that are running are finished first.</param>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be tokenized or cut as the options ask; the message says which item. Or the model fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<FeaturizedRow<T>> FeaturizeStream<T>(IEnumerable<T> items, Func<T, TextInput> text, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        Model.ThrowIfClosed();
        return Stream(items, text, place: null, reuse: false, progress, skip: null, cancellationToken);
    }

    /// <summary>The features of a stream of texts, in order.</summary>
    /// <inheritdoc cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, IProgress{long}, CancellationToken)"/>
    public IEnumerable<FeaturizedRow<string>> FeaturizeStream(IEnumerable<string> texts, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        FeaturizeStream(texts, static text => text, progress, cancellationToken);

    /// <summary>
    /// Like FeaturizeStream, but a row's features are valid only until the next row is asked for: all windows use the same memory, which would
    /// otherwise be large enough to outlive many of them. For callers that write each row and forget it.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="text">An item's text, or pair of texts.</param>
    /// <param name="place">Where an item is, for messages, such as file and row; null: its number.</param>
    /// <param name="progress">Is told after each batch about how many items have their features; from any thread.</param>
    /// <param name="skip">Is asked about an item whose text cannot be tokenized or cut as the options ask: true leaves the item out. Null: none is left out.</param>
    /// <param name="cancellationToken">Stops it; batches that are running are finished first.</param>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be tokenized or cut as the options ask; the message says which item. Or the model fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<FeaturizedRow<T>> FeaturizeInPassing<T>(IEnumerable<T> items, Func<T, TextInput> text, Func<T, string>? place = null, IProgress<long>? progress = null, Func<T, BadInputException, bool>? skip = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        Model.ThrowIfClosed();
        return Stream(items, text, place, reuse: true, progress, skip, cancellationToken);
    }

    /// <summary>Like FeaturizeStream, for an asynchronous source.</summary>
    /// <inheritdoc cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, IProgress{long}, CancellationToken)"/>
    public IAsyncEnumerable<FeaturizedRow<T>> FeaturizeStreamAsync<T>(IAsyncEnumerable<T> items, Func<T, TextInput> text, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        Model.ThrowIfClosed();
        return StreamAsync(items, text, progress, cancellationToken);
    }

    /// <summary>The features of an asynchronous stream of texts, in order.</summary>
    /// <inheritdoc cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, IProgress{long}, CancellationToken)"/>
    public IAsyncEnumerable<FeaturizedRow<string>> FeaturizeStreamAsync(IAsyncEnumerable<string> texts, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        FeaturizeStreamAsync(texts, static text => text, progress, cancellationToken);

    private IEnumerable<FeaturizedRow<T>> Stream<T>(IEnumerable<T> items, Func<T, TextInput> text, Func<T, string>? place, bool reuse, IProgress<long>? progress, Func<T, BadInputException, bool>? skip, CancellationToken cancellationToken)
    {
        Windows<T> windows = new(this, place, reuse, progress, skip);
        foreach (T item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!windows.Add(item, text(item)))
                continue;
            foreach (FeaturizedRow<T> row in windows.Run(cancellationToken))
                yield return row;
        }

        foreach (FeaturizedRow<T> row in windows.Run(cancellationToken))
            yield return row;
    }

    private async IAsyncEnumerable<FeaturizedRow<T>> StreamAsync<T>(IAsyncEnumerable<T> items, Func<T, TextInput> text, IProgress<long>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Windows<T> windows = new(this, place: null, reuse: false, progress, skip: null);
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!windows.Add(item, text(item)))
                continue;
            foreach (FeaturizedRow<T> row in await Task.Run(() => windows.Run(cancellationToken), cancellationToken).ConfigureAwait(false))
                yield return row;
        }

        foreach (FeaturizedRow<T> row in await Task.Run(() => windows.Run(cancellationToken), cancellationToken).ConfigureAwait(false))
            yield return row;
    }

    /// <summary>Runs windows, one after another.</summary>
    private sealed class Windows<T>(BertFeaturizer featurizer, Func<T, string>? place, bool reuse, IProgress<long>? progress, Func<T, BadInputException, bool>? skip)
    {
        private readonly ReadAhead<T> _ahead = new(featurizer, place);
        private float[]? _buffer;
        private long _done;

        /// <summary>Whether the window must be run before another item is added.</summary>
        public bool Add(T item, TextInput text)
        {
            try
            {
                _ahead.Add(item, text);
            }
            catch (BadInputException e) when (skip != null)
            {
                if (!skip(item, e))
                    throw;
            }

            return _ahead.IsFull;
        }

        /// <summary>Runs the window and empties it.</summary>
        public FeaturizedRow<T>[] Run(CancellationToken cancellationToken)
        {
            TokenWindow window = _ahead.Window;
            var rows = new FeaturizedRow<T>[_ahead.Items.Count];
            long before = _done;
            Action<double>? share = progress == null ? null : part => progress.Report(before + (long)(part * rows.Length));
            WindowFeatures features = featurizer.Engine.Run(window, featurizer.Engine.OneAtATime, _buffer, share, cancellationToken);
            _buffer = reuse ? features.Values : null;
            for (int i = 0; i < rows.Length; i++)
                rows[i] = new FeaturizedRow<T>(_ahead.Items[i], features.Of(window.Distinct(i)), window.Length(window.Distinct(i)));
            _ahead.Clear();
            _done += rows.Length;
            progress?.Report(_done);
            return rows;
        }
    }
}
