namespace MLNetBert.Encoder.Batching;

/// <summary>The ids of a batch, row by row, in memory that is returned when the batch has run. Shorter texts are padded on the right, under the mask.</summary>
internal readonly ref struct BatchInputs
{
    private readonly int[]? _rented;

    public BatchInputs(Batch batch, TokenWindow window, bool types, int padTokenId)
    {
        (int tokens, int length) = (batch.Tokens, batch.Length);
        bool padded = false;
        foreach (int text in batch.Texts)
            padded |= window.Length(text) != length;
        if (batch.Rows == 1 && !padded)
        {
            Ids = window.IdsOf(batch.Texts[0]);
            Types = types ? window.TypesOf(batch.Texts[0]) : default;
            return;
        }

        _rented = ArrayPool<int>.Shared.Rent(3 * tokens);
        Span<int> ids = _rented.AsSpan(0, tokens), kinds = _rented.AsSpan(tokens, types ? tokens : 0), mask = _rented.AsSpan(2 * tokens, padded ? tokens : 0);
        if (padded)
        {
            ids.Fill(padTokenId);
            kinds.Clear();
            mask.Clear();
        }

        for (int row = 0; row < batch.Rows; row++)
        {
            int text = batch.Texts[row < batch.Texts.Length ? row : 0], start = row * length;
            window.IdsOf(text).CopyTo(ids[start..]);
            if (types)
                window.TypesOf(text).CopyTo(kinds[start..]);
            if (padded)
                mask.Slice(start, window.Length(text)).Fill(1);
        }

        Ids = ids;
        Types = kinds;
        Mask = mask;
    }

    public ReadOnlySpan<int> Ids { get; }

    /// <summary>Empty if the model takes none.</summary>
    public ReadOnlySpan<int> Types { get; }

    /// <summary>Empty if nothing is padded.</summary>
    public ReadOnlySpan<int> Mask { get; }

    public void Dispose()
    {
        if (_rented != null)
            ArrayPool<int>.Shared.Return(_rented);
    }
}
