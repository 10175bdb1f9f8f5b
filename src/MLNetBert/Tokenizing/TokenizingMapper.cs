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
        long position = -1L;
        return [.. Enumerable.Range(0, active.Length).Select(i => active[i] ? Getter(i) : null)];

        ValueGetter<VBuffer<long>> Getter(int column) => (ref VBuffer<long> value) =>
        {
            if (position != input.Position || position < 0)
            {
                tokens.Clear();
                text(ref first);
                pair?.Invoke(ref second);
                if (prompt.Length > 0)
                    first = string.Concat(prompt, first.Span).AsMemory();
                if (pair == null)
                    tokenizer.EncodeTo(first.Span, maxLength, tokens.Ids, tokens.TypeIds);
                else
                    tokenizer.EncodeTo(first.Span, second.Span, maxLength, tokens.Ids, tokens.TypeIds);
                tokens.Fill();
                if (length != null)
                    padder.Bring(tokens, length.Value);
                position = input.Position;
            }

            tokens.CopyTo(column, ref value);
        };
    }
}
