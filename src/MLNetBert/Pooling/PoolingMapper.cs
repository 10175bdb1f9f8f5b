using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Internals;

namespace MLNetBert.Pooling;

/// <summary>Pools a row's token vectors, after checking that they are those of the row's tokens.</summary>
internal sealed class PoolingMapper(DataViewSchema inputSchema, DataViewSchema.Column hidden, DataViewSchema.Column[] tokens, DataViewSchema.DetachedColumn output, PooledFeatures features, bool byId)
    : RowMapper(inputSchema, [hidden, .. tokens], output)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        var getVectors = input.GetGetter<VBuffer<float>>(hidden);
        var getTokens = tokens.Select(column => input.GetGetter<VBuffer<long>>(column)).ToArray();
        VBuffer<float> vectors = default;
        var values = new VBuffer<long>[tokens.Length];
        var mask = Array.Empty<int>();
        var dense = Array.Empty<float>();
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                getVectors(ref vectors);
                for (var i = 0; i < getTokens.Length; i++)
                    getTokens[i](ref values[i]);
                Check(vectors.Length, values);
                ReadMask(values[0], ref mask);
                if (!vectors.IsDense)
                {
                    Array.Resize(ref dense, vectors.Length);
                    vectors.CopyTo(dense);
                }

                var editor = VBufferEditor.Create(ref value, features.Dimension);
                features.Pooling.Pool(vectors.IsDense ? vectors.GetValues() : dense, mask, features.HiddenSize, features.Normalize, editor.Values);
                value = editor.Commit();
            }),
        ];
    }

    private void ReadMask(VBuffer<long> value, ref int[] mask)
    {
        Array.Resize(ref mask, value.Length);
        for (var i = 0; i < mask.Length; i++)
            mask[i] = byId ? value.GetItemOrDefault(i) == features.PadTokenId ? 0 : 1 : value.GetItemOrDefault(i) == 0 ? 0 : 1;
    }

    private void Check(int vectors, VBuffer<long>[] values)
    {
        var count = values[0].Length;
        if (values.Length > 1 && values[1].Length != count)
            throw new ArgumentException($"Column '{tokens[0].Name}' has shape [1, {count}], but [1, {values[1].Length}] is expected: as many values as column '{tokens[1].Name}' has ids.");
        if (vectors == (long)count * features.HiddenSize)
            return;
        var size = features.HiddenSize;
        var came = vectors % size == 0 ? $"[1, {vectors / size}, {size}]" : $"[{vectors}]";
        var hint = vectors % size != 0 ? $"the size of a token's vector must be the model's {size}"
            : vectors == size ? "that is the vector of one token; give the vectors of all tokens of the row"
            : $"the two columns must be of the same row, and '{tokens[0].Name}' as long as what the model ran on";
        throw new ArgumentException($"Column '{hidden.Name}' came with shape {came}, but [1, {count}, {size}] is expected beside column '{tokens[0].Name}' of shape [1, {count}]: {hint}.");
    }
}
