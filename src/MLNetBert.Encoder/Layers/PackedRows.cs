namespace MLNetBert.Encoder.Layers;

/// <summary>Where the tokens that count are in their rows.</summary>
internal sealed class PackedRows
{
    private readonly int[][] _positions;

    public PackedRows(ReadOnlySpan<int> mask, int batch, int sequence)
    {
        Batch = batch;
        Sequence = sequence;
        _positions = new int[batch][];
        for (int row = 0; row < batch; row++)
        {
            List<int> positions = [];
            for (int t = 0; t < sequence; t++)
            {
                if (mask[(row * sequence) + t] != 0)
                    positions.Add(t);
            }

            _positions[row] = [.. positions];
        }

        Rows = [.. Enumerable.Range(0, batch).Where(row => _positions[row].Length > 0)];
    }

    public int Batch { get; }

    public int Sequence { get; }

    /// <summary>The rows that have tokens.</summary>
    public IReadOnlyList<int> Rows { get; }

    public int Length(int row) => _positions[row].Length;

    /// <summary>The rows' tokens that count, moved to the front: [time, rows, size].</summary>
    public float[] Gather(ReadOnlySpan<float> tokens, int[] rows, int time, int size)
    {
        float[] packed = new float[time * rows.Length * size];
        for (int r = 0; r < rows.Length; r++)
        {
            int[] positions = _positions[rows[r]];
            for (int t = 0; t < positions.Length; t++)
                tokens.Slice(((rows[r] * Sequence) + positions[t]) * size, size).CopyTo(packed.AsSpan(((t * rows.Length) + r) * size));
        }

        return packed;
    }

    /// <summary>The reverse, into [batch, sequence, size].</summary>
    public void Scatter(ReadOnlySpan<float> packed, int[] rows, int size, float[] tokens)
    {
        for (int r = 0; r < rows.Length; r++)
        {
            int[] positions = _positions[rows[r]];
            for (int t = 0; t < positions.Length; t++)
                packed.Slice(((t * rows.Length) + r) * size, size).CopyTo(tokens.AsSpan(((rows[r] * Sequence) + positions[t]) * size));
        }
    }
}
