namespace MLNetBert.Padding;

/// <summary>Reads a row's ids, mask and types, drops any padding, and brings them to the length asked for.</summary>
internal sealed class PaddingMapper(DataViewSchema inputSchema, DataViewSchema.Column[] inputs, DataViewSchema.DetachedColumn[] outputs, TokenPadder padder, Func<int, int> lengthOf)
    : RowMapper(inputSchema, inputs, outputs)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];
        ValueGetter<VBuffer<long>>[] getters = Needed.Select(column => input.GetGetter<VBuffer<long>>(column)).ToArray();
        var values = new VBuffer<long>[Needed.Length];
        var last = new VBuffer<long>[Needed.Length];
        var tokens = new TokenRow();
        bool done = false;
        return [.. Enumerable.Range(0, active.Length).Select(i => active[i] ? Getter(i) : null)];

        ValueGetter<VBuffer<long>> Getter(int column) => (ref VBuffer<long> value) =>
        {
            // Not by position: a row made by hand may have the same for all its values.
            for (int i = 0; i < getters.Length; i++)
                getters[i](ref values[i]);
            if (!done || !values.Zip(last).All(pair => Same(pair.First, pair.Second)))
            {
                done = false;
                Read(values, tokens);
                padder.Bring(tokens, lengthOf(tokens.Ids.Count));
                for (int i = 0; i < values.Length; i++)
                    values[i].CopyTo(ref last[i]);
                done = true;
            }

            tokens.CopyTo(column, ref value);
        };
    }

    private static bool Same(VBuffer<long> a, VBuffer<long> b)
        => a.Length == b.Length && a.IsDense == b.IsDense && a.GetValues().SequenceEqual(b.GetValues()) && a.GetIndices().SequenceEqual(b.GetIndices());

    private void Read(VBuffer<long>[] values, TokenRow tokens)
    {
        tokens.Clear();
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i].Length != values[0].Length)
                throw new ArgumentException($"Column '{Needed[i].Name}' has {values[i].Length} values in a row whose column '{Needed[0].Name}' has {values[0].Length}; ids, mask and types must have the same length.", nameof(values));
        }

        for (int i = 0; i < values[0].Length; i++)
        {
            if (values[1].GetItemOrDefault(i) == 0)
                continue;
            tokens.Ids.Add(checked((int)values[0].GetItemOrDefault(i)));
            tokens.TypeIds.Add(values.Length > 2 ? checked((int)values[2].GetItemOrDefault(i)) : 0);
        }

        tokens.Fill();
    }
}
