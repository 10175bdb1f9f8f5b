namespace MLNetBert.Layers;

/// <summary>Runs a layer on a row's token vectors.</summary>
internal sealed class LayerMapper(DataViewSchema inputSchema, TokenColumns tokens, TokenColumns? queries, DataViewSchema.DetachedColumn output, TokenLayer layer)
    : RowMapper(inputSchema, [.. tokens.All, .. queries?.All ?? []], output)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        var tokenReader = new TokenReader(input, tokens);
        TokenReader? queryReader = queries == null ? null : new TokenReader(input, queries);
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                tokenReader.Read();
                queryReader?.Read();
                float[] result = layer.Apply(tokenReader, queryReader);
                var editor = VBufferEditor.Create(ref value, result.Length);
                result.CopyTo(editor.Values);
                value = editor.Commit();
            }),
        ];
    }
}
