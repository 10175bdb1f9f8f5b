using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One object in, one out. Not for several threads at once.</summary>
public sealed class PredictionEngine<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly TypedInputRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly TypedFiller<TDst> _filler;
    private readonly ITransformer _owned;

    internal PredictionEngine(ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition input, SchemaDefinition output, bool ownsTransformer)
    {
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), "Must be a row to row mapper");
        _input = new(new(input));
        var mapper = transformer.GetRowToRowMapper(_input.Schema);
        _output = mapper.GetRow(_input, mapper.OutputSchema);
        _filler = new(_output, TypedFiller<TDst>.Bind(mapper.OutputSchema, ignoreMissingColumns, output));
        _owned = ownsTransformer ? transformer : null;
        OutputSchema = mapper.OutputSchema;
    }

    public DataViewSchema OutputSchema { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        _input.Set(example);
        _filler.Fill(prediction ??= new TDst());
    }

    public void Dispose()
    {
        _output.Dispose();
        (_owned as IDisposable)?.Dispose();
    }
}

public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;
    public SchemaDefinition InputSchemaDefinition;
    public SchemaDefinition OutputSchemaDefinition;
    public bool OwnsTransformer = true;
}
