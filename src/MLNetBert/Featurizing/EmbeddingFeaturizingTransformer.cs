using Microsoft.Extensions.AI;
using MLNetBert.Featurizing;

namespace MLNetBert;

/// <summary>
/// The transformer of <c>FeaturizeWith</c>: adds a column with a generator's vectors of texts. Thread-safe, if the generator is. It cannot be saved, since a generator is no file.
/// </summary>
public sealed class EmbeddingFeaturizingTransformer : BertStageTransformer
{
    private readonly EmbeddingFeaturizingOptions _options;
    private readonly GeneratorVectors _vectors;
    private readonly VectorMemo _memo;

    internal EmbeddingFeaturizingTransformer(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingFeaturizingOptions options)
    {
        ColumnNames.Require((options.OutputColumnName, nameof(options.OutputColumnName)));
        ColumnNames.Optional((options.InputColumnName, nameof(options.InputColumnName)));
        foreach ((string name, int value, int least) in (ReadOnlySpan<(string, int, int)>)[(nameof(options.BatchSize), options.BatchSize, 1), (nameof(options.Window), options.Window, 1), (nameof(options.MemoCapacity), options.MemoCapacity, 0)])
        {
            if (value < least)
                throw new ArgumentOutOfRangeException(nameof(options), $"{name} is {value}; at least {least} is expected.");
        }

        _options = options;
        _vectors = new GeneratorVectors(generator, options.GenerationOptions, options.BatchSize);
        _memo = new VectorMemo(_vectors, options.MemoCapacity);
    }

    /// <summary>The column that is added.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>The text column that is read.</summary>
    public string InputColumnName => _options.InputColumnName ?? _options.OutputColumnName;

    /// <summary>How long the vectors are.</summary>
    public int Dimension => _vectors.Dimension;

    /// <summary>How often a text's vector was remembered, summed over all that read through transformers of the estimator.</summary>
    public MemoStatistics MemoStatistics => _memo.Statistics;

    internal VectorDataViewType OutputType => new(NumberDataViewType.Single, Dimension);

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new LookAheadView(input, (FeaturizingMapper)Bind(input.Schema), _memo, _options.Window);
    }

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column text = inputSchema.Require(InputColumnName, "String", type => type is TextDataViewType);
        var column = VectorColumn.Whole(new(OutputColumnName, OutputType, FeatureAnnotations.Of(["embedding"], Dimension, normalize: false)));
        return new FeaturizingMapper(inputSchema, [text], [column], Dimension, _memo.One);
    }

    private protected override void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        throw new InvalidOperationException("FeaturizeWith cannot be saved, since its generator is an object of this program and no file; save the stages behind it, and put FeaturizeWith in front of them again when they are loaded.");
    }
}
