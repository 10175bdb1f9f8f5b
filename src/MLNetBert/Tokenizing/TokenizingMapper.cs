namespace MLNetBert.Tokenizing;

/// <summary>Tokenizes a row's text once, no matter which of its three columns are read.</summary>
internal sealed class TokenizingMapper(DataViewSchema inputSchema, DataViewSchema.Column[] inputs, DataViewSchema.DetachedColumn[] outputs,
    PreTrainedTokenizer tokenizer, TokenPadder padder, int maxLength, int? length, string prompt)
    : RowMapper(inputSchema, inputs, outputs)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];
        ValueGetter<ReadOnlyMemory<char>> text = input.GetGetter<ReadOnlyMemory<char>>(Needed[0]);
        ValueGetter<ReadOnlyMemory<char>>? pair = Needed.Length > 1 ? input.GetGetter<ReadOnlyMemory<char>>(Needed[1]) : null;
        var tokens = new TokenRow();
        ReadOnlyMemory<char> first = default, second = default;
        (TextCopy lastFirst, TextCopy lastSecond) = (new(), new());
        bool done = false;
        return [.. Enumerable.Range(0, active.Length).Select(i => active[i] ? Getter(i) : null)];

        ValueGetter<VBuffer<long>> Getter(int column) => (ref VBuffer<long> value) =>
        {
            // Not by position: a row made by hand may have the same for all texts.
            text(ref first);
            pair?.Invoke(ref second);
            if (!done || !lastFirst.Is(first.Span) || !lastSecond.Is(second.Span))
            {
                done = false;
                tokens.Clear();
                ReadOnlySpan<char> whole = prompt.Length > 0 ? string.Concat(prompt, first.Span) : first.Span;
                if (pair == null)
                    tokenizer.EncodeTo(whole, maxLength, tokens.Ids, tokens.TypeIds);
                else
                    tokenizer.EncodeTo(whole, second.Span, maxLength, tokens.Ids, tokens.TypeIds);
                tokens.Fill();
                if (length != null)
                    padder.Bring(tokens, length.Value);
                lastFirst.Take(first.Span);
                lastSecond.Take(second.Span);
                done = true;
            }

            tokens.CopyTo(column, ref value);
        };
    }
}

/// <summary>A copy of a text whose memory its source may use again.</summary>
internal sealed class TextCopy
{
    private char[] _chars = [];
    private int _length;

    public bool Is(ReadOnlySpan<char> text) => text.SequenceEqual(_chars.AsSpan(0, _length));

    public void Take(ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length)
            _chars = new char[text.Length];
        text.CopyTo(_chars);
        _length = text.Length;
    }
}
