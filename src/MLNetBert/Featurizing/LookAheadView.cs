namespace MLNetBert.Featurizing;

/// <summary>A view whose cursors read ahead, so that texts of equal length run together.</summary>
internal sealed class LookAheadView(IDataView input, FeaturizingMapper mapper, VectorMemo memo, int window) : MappedView(input, mapper)
{
    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] needed = columnsNeeded.ToArray();
        // Nobody wants the features: nothing is read ahead, and nothing is computed.
        if (!needed.Any(c => c.Index >= mapper.InputSchema.Count))
            return base.GetRowCursor(needed, rand);
        return new LookAheadCursor(Input.GetRowCursor(Mapper.GetDependencies(needed), rand), mapper, needed, memo, window);
    }
}
