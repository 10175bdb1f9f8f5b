namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// A text during normalization: UTF-16 units, each with the range of the original text that it stands for. It is well-formed: lone
/// surrogates were replaced by U+FFFD. A step that changes text calls BeginRewrite, then Emit for every unit of the new
/// text (naming the old unit whose alignment it takes), then EndRewrite. Reused; not thread-safe.
/// </summary>
/// <param name="budget">What the text may cost.</param>
internal sealed class NormalizedText(WorkBudget budget)
{
    private char[] _chars = new char[64], _newChars = new char[64];

    // Only an aligned text needs them.
    private int[] _starts = [], _ends = [], _newStarts = [], _newEnds = [];
    private int _newLength;
    private bool _aligned = true;

    public int Length { get; private set; }

    public WorkBudget Budget => budget;

    /// <summary>Whether a step dropped what the text begins with and so shifted the alignment of all that follows, as in the reference library.</summary>
    public bool HasDrifted { get; set; }

    /// <summary>How many characters it has room for without growing.</summary>
    public int Capacity => _chars.Length;

    /// <summary>Whether the alignment is kept, or only the units.</summary>
    public bool IsAligned => _aligned;

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>Where the original text of a unit begins.</summary>
    public int OriginalStart(int unit) => _aligned ? _starts[unit] : 0;

    /// <summary>Where the original text of a unit ends (exclusive).</summary>
    public int OriginalEnd(int unit) => _aligned ? _ends[unit] : 0;

    /// <summary>Begins with a piece of the original text, without alignment: for when only ids are wanted.</summary>
    public void SetUnaligned(ReadOnlySpan<char> piece)
    {
        _aligned = false;
        HasDrifted = false;
        BeginRewrite();
        Reserve(piece.Length);
        piece.CopyTo(_newChars);
        _newLength = piece.Length;
        EndRewrite();
    }

    /// <summary>Begins with a piece of the original text, which is at <paramref name="position"/> there.</summary>
    public void SetOriginal(ReadOnlySpan<char> piece, int position)
    {
        _aligned = true;
        HasDrifted = false;
        BeginRewrite();
        Reserve(piece.Length);
        piece.CopyTo(_newChars);
        for (int i = 0; i < piece.Length; i++)
        {
            bool pair = char.IsHighSurrogate(piece[i]) && i + 1 < piece.Length;
            _newStarts[i] = position + i;
            _newEnds[i] = position + i + (pair ? 2 : 1);
            if (pair)
            {
                i++;
                _newStarts[i] = position + i - 1;
                _newEnds[i] = position + i + 1;
            }
        }

        _newLength = piece.Length;
        EndRewrite();
    }

    /// <summary>Becomes a copy of a range of another text.</summary>
    public void SetSlice(NormalizedText other, int start, int end)
    {
        _aligned = other._aligned;
        BeginRewrite();
        Reserve(end - start);
        other._chars.AsSpan(start, end - start).CopyTo(_newChars);
        if (_aligned)
        {
            other._starts.AsSpan(start, end - start).CopyTo(_newStarts);
            other._ends.AsSpan(start, end - start).CopyTo(_newEnds);
        }

        _newLength = end - start;
        EndRewrite();
    }

    public void BeginRewrite()
    {
        _newLength = 0;
        if (_aligned && _newStarts.Length < _newChars.Length)
            (_newStarts, _newEnds) = (new int[_newChars.Length], new int[_newChars.Length]);
    }

    /// <summary>How many units have been emitted since BeginRewrite.</summary>
    public int EmittedLength => _newLength;

    /// <summary>Emits a unit with the alignment of old unit <paramref name="from"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(char unit, int from)
    {
        int at = _newLength;
        if (at == _newChars.Length)
            Reserve(at + 1);

        _newChars[at] = unit;
        if (_aligned)
        {
            _newStarts[at] = _starts[from];
            _newEnds[at] = _ends[from];
        }

        _newLength = at + 1;
    }

    /// <summary>Emits a unit with its own alignment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(char unit, int originalStart, int originalEnd)
    {
        int at = _newLength;
        if (at == _newChars.Length)
            Reserve(at + 1);

        _newChars[at] = unit;
        if (_aligned)
        {
            _newStarts[at] = originalStart;
            _newEnds[at] = originalEnd;
        }

        _newLength = at + 1;
    }

    /// <summary>Emits a code point with the alignment of old unit <paramref name="from"/>.</summary>
    public void EmitCodePoint(int codePoint, int from)
    {
        if (codePoint < 0x10000)
        {
            Emit((char)codePoint, from);
            return;
        }

        Emit((char)(((codePoint - 0x10000) >> 10) + 0xD800), from);
        Emit((char)(((codePoint - 0x10000) & 0x3FF) + 0xDC00), from);
    }

    /// <summary>Emits old units as they are.</summary>
    public void EmitRange(int start, int end)
    {
        Reserve((long)_newLength + end - start);
        _chars.AsSpan(start, end - start).CopyTo(_newChars.AsSpan(_newLength));
        if (_aligned)
        {
            _starts.AsSpan(start, end - start).CopyTo(_newStarts.AsSpan(_newLength));
            _ends.AsSpan(start, end - start).CopyTo(_newEnds.AsSpan(_newLength));
        }

        _newLength += end - start;
    }

    public void EndRewrite()
    {
        (_chars, _newChars) = (_newChars, _chars);
        (_starts, _newStarts) = (_newStarts, _starts);
        (_ends, _newEnds) = (_newEnds, _ends);
        Length = _newLength;
        budget.Charge(_newLength);
    }

    private void Reserve(long length)
    {
        if (length <= _newChars.Length)
            return;
        budget.CheckUnits(length);
        int size = (int)Math.Min(Math.Max(length, _newChars.Length * 2L), Math.Max(length, Array.MaxLength));
        Array.Resize(ref _newChars, size);
        if (_aligned)
        {
            Array.Resize(ref _newStarts, size);
            Array.Resize(ref _newEnds, size);
        }
    }
}
