namespace MLNetBert.Pooling;

/// <summary>Pools a row's token vectors.</summary>
internal sealed class PoolingMapper(DataViewSchema inputSchema, TokenColumns columns, DataViewSchema.DetachedColumn output, PooledFeatures features)
    : RowMapper(inputSchema, columns.All, output)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        var tokens = new TokenReader(input, columns);
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                tokens.Read();
                var editor = VBufferEditor.Create(ref value, features.Dimension);
                features.Pooling.Pool(tokens.Vectors, tokens.Mask, features.HiddenSize, features.Normalize, editor.Values, cut: features.Kept != null);
                value = editor.Commit();
            }),
        ];
    }
}
