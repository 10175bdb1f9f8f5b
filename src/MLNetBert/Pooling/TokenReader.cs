namespace MLNetBert.Pooling;

/// <summary>Reads a row's token vectors, after checking that they are those of the row's tokens.</summary>
internal sealed class TokenReader
{
    private readonly TokenColumns _columns;
    private readonly ValueGetter<VBuffer<float>> _getVectors;
    private readonly ValueGetter<VBuffer<long>>[] _getTokens;
    private readonly VBuffer<long>[] _tokens;
    private VBuffer<float> _vectors;
    private float[] _dense = [];
    private int[] _mask = [];

    public TokenReader(DataViewRow row, TokenColumns columns)
    {
        _columns = columns;
        _getVectors = row.GetGetter<VBuffer<float>>(columns.Vectors);
        _getTokens = [.. columns.Tokens.Select(column => row.GetGetter<VBuffer<long>>(column))];
        _tokens = new VBuffer<long>[_getTokens.Length];
    }

    /// <summary>The row's token vectors, one after another.</summary>
    public ReadOnlySpan<float> Vectors => _vectors.IsDense ? _vectors.GetValues() : _dense;

    /// <summary>0 for tokens that do not count; empty: all count.</summary>
    public ReadOnlySpan<int> Mask => _mask;

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the cursor's current row.</summary>
    /// <exception cref="ArgumentException">The columns do not belong to the same tokens; the message names the column, its shape and the one expected.</exception>
    public void Read()
    {
        _getVectors(ref _vectors);
        for (int i = 0; i < _tokens.Length; i++)
            _getTokens[i](ref _tokens[i]);
        Count = _tokens.Length > 0 ? _tokens[0].Length : _vectors.Length / _columns.Size;
        Check();
        if (_tokens.Length > 0)
            ReadMask(_tokens[0]);
        if (!_vectors.IsDense)
        {
            Array.Resize(ref _dense, _vectors.Length);
            _vectors.CopyTo(_dense);
        }
    }

    private void ReadMask(VBuffer<long> value)
    {
        Array.Resize(ref _mask, value.Length);
        for (int i = 0; i < _mask.Length; i++)
            _mask[i] = value.GetItemOrDefault(i) == (_columns.PadTokenId ?? 0) ? 0 : 1;
    }

    private void Check()
    {
        (int vectors, int size, string? hidden) = (_vectors.Length, _columns.Size, _columns.Vectors.Name);
        if (_tokens.Length > 1 && _tokens[1].Length != Count)
            throw new ArgumentException($"Column '{_columns.Tokens[0].Name}' has shape [1, {Count}], but [1, {_tokens[1].Length}] is expected: as many values as column '{_columns.Tokens[1].Name}' has ids.");
        if (vectors == (long)Count * size)
            return;
        if (_tokens.Length == 0)
            throw new ArgumentException($"Column '{hidden}' came with shape [{vectors}], but [1, *, {size}] is expected: the size of a vector must be the {_columns.Owner} {size}.");
        string tokens = _columns.Tokens[0].Name;
        string came = vectors % size == 0 ? $"[1, {vectors / size}, {size}]" : $"[{vectors}]";
        string hint = vectors % size != 0 ? $"the size of a token's vector must be the {_columns.Owner} {size}"
            : vectors == size ? "that is the vector of one token; give the vectors of all tokens of the row"
            : $"the two columns must be of the same row, and '{tokens}' as long as what the model ran on";
        throw new ArgumentException($"Column '{hidden}' came with shape {came}, but [1, {Count}, {size}] is expected beside column '{tokens}' of shape [1, {Count}]: {hint}.");
    }
}
