namespace MLNetBert.Mapping;

/// <summary>A stage bound to a schema: which columns it adds, which ones they need, and how they are computed for a row.</summary>
internal abstract class RowMapper : IRowToRowMapper
{
    /// <param name="inputSchema">The schema to bind to.</param>
    /// <param name="needed">The columns that any of the added ones needs.</param>
    /// <param name="added">The columns to add, in the order of the getters.</param>
    protected RowMapper(DataViewSchema inputSchema, DataViewSchema.Column[] needed, params DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = inputSchema;
        Needed = needed;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(added);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The columns that the added ones need.</summary>
    protected DataViewSchema.Column[] Needed { get; }

    /// <summary>A getter for each added column (null if it is not active), over a row that the caller moves.</summary>
    public abstract Delegate?[] CreateGetters(DataViewRow input, bool[] active);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        var indices = dependingColumns.Select(c => ActiveColumns.IndexIn(OutputSchema, c)).ToHashSet();
        if (indices.Any(i => i >= InputSchema.Count))
            indices.UnionWith(Needed.Select(c => c.Index));
        return InputSchema.Where(c => indices.Contains(c.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        // ML.NET compares schemas by reference throughout.
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentException("The row has a different schema from the one that the mapper was made for; make a mapper for the row's schema.", nameof(input));
        return new MappedRow(input, this, activeColumns);
    }
}
