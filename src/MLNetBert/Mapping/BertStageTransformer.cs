namespace MLNetBert;

/// <summary>
/// What the stages of this library have in common: each adds columns, computed row by row, and keeps the existing ones. Thread-safe.
/// </summary>
public abstract class BertStageTransformer : ITransformer
{
    private protected BertStageTransformer()
    {
    }

    /// <summary>True: a row of the output depends only on that row of the input, so prediction engines can use the stage.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The schema that <see cref="Transform"/> gives for data with a given schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type; the message is ML.NET's own.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>The data with the stage's columns added, computed when a cursor is asked for them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type; the message is ML.NET's own.</exception>
    public virtual IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, Bind(input.Schema));
    }

    /// <summary>The stage for single rows of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type; the message is ML.NET's own.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    private protected abstract void Save(ModelSaveContext context);

    internal abstract RowMapper Bind(DataViewSchema inputSchema);
}
