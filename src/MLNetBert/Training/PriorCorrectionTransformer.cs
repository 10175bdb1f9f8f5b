using MLNetBert.Training;

[assembly: LoadableClass(typeof(MLNetBert.PriorCorrectionTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.PriorCorrectionTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>The transformer of <c>CorrectPrior</c>. Thread-safe.</summary>
public sealed class PriorCorrectionTransformer : BertStageTransformer
{
    internal const string LoaderSignature = "CorrectPrior";
    private static readonly StageFile File = new("PRIORCOR", LoaderSignature);
    private readonly PriorCorrectionOptions _options;

    internal PriorCorrectionTransformer(PriorCorrectionOptions options)
    {
        options.Check();
        _options = options;
        Correction = new(options.TrainingPriors, options.DataPriors, options.Temperature);
        ScoreType = new(NumberDataViewType.Single, options.TrainingPriors.Count);
        SlotNames = new(options.ClassNames);
    }

    /// <summary>The column of probabilities of all classes.</summary>
    public string ScoreColumnName => _options.ScoreColumnName;

    /// <summary>The column with the probability of the positive of two classes; null if there is none.</summary>
    public string? ProbabilityColumnName => _options.ProbabilityColumnName;

    /// <summary>The temperature.</summary>
    public double Temperature => _options.Temperature;

    internal PriorCorrection Correction { get; }

    internal int PositiveClass => _options.PositiveClass;

    internal VectorDataViewType ScoreType { get; }

    internal ScoreSlotNames SlotNames { get; }

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        if (ProbabilityColumnName is { } probability)
        {
            DataViewSchema.Column one = inputSchema.Require(probability, "Single", type => type.Equals(NumberDataViewType.Single));
            return new ProbabilityMapper(inputSchema, one, this);
        }

        DataViewSchema.Column scores = inputSchema.Require(ScoreColumnName, $"Vector<Single, {ScoreType.Size}>", type => type is VectorDataViewType vector && vector.Size == ScoreType.Size && vector.ItemType.Equals(NumberDataViewType.Single));
        return new ScoreMapper(inputSchema, scores, Correction);
    }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context);
        writer.Write(ScoreColumnName);
        writer.WriteOptional(ProbabilityColumnName);
        writer.Write(_options.PositiveClass);
        writer.Write(_options.Temperature);
        writer.Write(_options.TrainingPriors.Count);
        foreach (double prior in _options.TrainingPriors.Concat(_options.DataPriors))
            writer.Write(prior);
        writer.Write(_options.ClassNames?.Count ?? 0);
        foreach (string name in _options.ClassNames ?? [])
            writer.Write(name);
    }

    private static PriorCorrectionTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        var options = new PriorCorrectionOptions
        {
            ScoreColumnName = reader.ReadString(),
            ProbabilityColumnName = reader.ReadOptional(),
            PositiveClass = reader.ReadInt32(),
            Temperature = reader.ReadDouble(),
        };
        int classes = reader.ReadCount(2 * sizeof(double));
        options.TrainingPriors = Priors(classes);
        options.DataPriors = Priors(classes);
        int names = reader.ReadCount(1);
        options.ClassNames = names == 0 ? null : [.. Enumerable.Range(0, names).Select(_ => reader.ReadString())];
        return new PriorCorrectionTransformer(options);

        double[] Priors(int count) => [.. Enumerable.Range(0, count).Select(_ => reader.ReadDouble())];
    });
}
