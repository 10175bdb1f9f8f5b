namespace MLNetBert;

/// <summary>
/// What the stages of this library have in common: each adds columns, computed row by row, and keeps the existing ones. Thread-safe.
/// </summary>
/// <remarks>
/// Those that can be disposed of throw an <see cref="ObjectDisposedException"/> from every member afterwards. A prediction engine disposes of its model by
/// ML.NET's default (<see cref="PredictionEngineOptions.OwnsTransformer"/>); to a stage of this library that only means that the engine is gone: the
/// stage stays usable until it is itself disposed of, or until nothing refers to it any more.
/// </remarks>
public abstract class BertStageTransformer : ITransformer
{
    private EngineHolds _engines = new();
    private volatile bool _disposed;

    private protected BertStageTransformer()
    {
    }

    /// <summary>True: a row of the output depends only on that row of the input, so prediction engines can use the stage.</summary>
    public bool IsRowToRowMapper => Usable(true);

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
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        RowMapper mapper = Bind(inputSchema);
        _engines.Add();
        return mapper;
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Usable(this).Save(ctx);

    /// <summary>A transformer that shares all that this one has, and is disposed of by itself.</summary>
    internal BertStageTransformer Another()
    {
        var another = (BertStageTransformer)MemberwiseClone();
        another._engines = new();
        return another;
    }

    internal abstract RowMapper Bind(DataViewSchema inputSchema);

    private protected abstract void Save(ModelSaveContext context);

    /// <summary>Ends the use of this transformer, and closes what it owns, unless it is only a prediction engine that goes.</summary>
    private protected void Dispose(IDisposable? owned)
    {
        if (_engines.GiveUp())
            return;
        _disposed = true;
        owned?.Dispose();
    }

    /// <summary>The value, for members that must not be used any more once the transformer is disposed of.</summary>
    private protected T Usable<T>(T value) => !_disposed ? value : throw new ObjectDisposedException(
        GetType().FullName,
        $"The transformer was disposed of. If a prediction engine did that, make the engine with {nameof(PredictionEngineOptions)}.{nameof(PredictionEngineOptions.OwnsTransformer)} = false.");
}
