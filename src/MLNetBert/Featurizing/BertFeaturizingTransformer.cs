using MLNetBert.Featurizing;

[assembly: LoadableClass(typeof(MLNetBert.BertFeaturizingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.BertFeaturizingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>
/// The transformer of <c>FeaturizeBert</c>: adds a column of text features. Thread-safe: any number of cursors and prediction
/// engines may use it at the same time, and they give the same bits.
/// </summary>
public sealed class BertFeaturizingTransformer : BertTextTransformer
{
    internal const string LoaderSignature = "FeaturizeBert";

    /// <summary>The format from which on there are a prompt and the vectors' size.</summary>
    private const uint WithPrompt = 0x00010002;

    /// <summary>The format from which on modules behind the pooling are applied. Written only for models that have some.</summary>
    private const uint WithModules = 0x00010004;

    /// <summary>The format that has an activation.</summary>
    private const uint WithActivation = 0x00010005;

    /// <summary>The format with an activation of a model that was opened without its modules.</summary>
    private const uint WithoutModules = 0x00010006;
    private static readonly StageFile File = new("BERTFEAT", LoaderSignature, WithoutModules);
    private readonly BertFeaturizingOptions _options;

    internal BertFeaturizingTransformer(OpenModel open, BertFeaturizingOptions options, IHostEnvironment? environment)
        : base(open, Checked(options), Features(options), environment, LoaderSignature)
    {
        _options = options;
        OutputType = new VectorDataViewType(NumberDataViewType.Single, Featurizer.Dimension);
    }

    /// <summary>The column that is added.</summary>
    public string OutputColumnName => Usable(_options).OutputColumnName;

    internal VectorDataViewType OutputType { get; }

    internal override VectorColumn[] Outputs => [VectorColumn.Whole(new(OutputColumnName, OutputType, FeatureAnnotations.Of(Slots, Featurizer.Dimension, Featurizer.Normalize)))];

    /// <summary>The slots of the poolings whose vectors are joined, before they are cut; or of the last module, which makes one vector of them.</summary>
    private IEnumerable<string> Slots => Featurizer.Modules is [.., var last] ? FeatureAnnotations.Numbered(last.ToLowerInvariant(), Featurizer.Dimension) : SlotNames(Featurizer.Pooling, Featurizer.Model);

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context, Version(Featurizer));
        writer.Write(OutputColumnName);
        writer.Write(InputColumnName);
        writer.WriteOptional(TextPairColumnName);
        // What was decided when the model was opened, so that nothing beside the file can decide otherwise.
        writer.Write(Featurizer.Pooling.ToString());
        writer.Write(Featurizer.Normalize);
        writer.Write(Featurizer.MaxLength);
        writer.Write(Featurizer.Prompt);
        writer.Write(Featurizer.Dimension);
        if (Featurizer.Activation != LogitActivation.None)
            writer.Write((int)Featurizer.Activation);
        SaveModel(context, writer);
    }

    private static uint Version(BertFeaturizer featurizer) => featurizer.Activation != LogitActivation.None
        ? featurizer.Model.Options.ApplyModules ? WithActivation : WithoutModules
        : featurizer.Model.Modules.Count > 0 ? WithModules : StageFile.Packed;

    private static BertFeaturizingOptions Checked(BertFeaturizingOptions options)
    {
        ColumnNames.Require((options.OutputColumnName, nameof(options.OutputColumnName)));
        ColumnNames.Optional((options.InputColumnName, nameof(options.InputColumnName)), (options.TextPairColumnName, nameof(options.TextPairColumnName)));
        return options.Pooling?.Modes.Contains(PoolingMode.None) != true ? options
            : throw new ArgumentException("The pooling none gives one vector per token, not one of known size; choose another.", nameof(options));
    }

    private static FeaturizerOptions Features(BertFeaturizingOptions options) =>
        new() { Pooling = options.Pooling, Activation = options.Activation, Normalize = options.Normalize, TruncateDim = options.TruncateDim };

    /// <summary>The names of the slots of all poolings, before they are cut.</summary>
    private static IEnumerable<string> SlotNames(TokenPooling pooling, BertModel model) => pooling.Modes.SelectMany(mode => mode == PoolingMode.Logits
        ? model.Labels!
        : FeatureAnnotations.Numbered(new TokenPooling(mode).ToString(), mode == PoolingMode.SentenceEmbedding ? model.SentenceEmbeddingSize!.Value : model.HiddenSize));

    private static BertFeaturizingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        bool plain = context.Header.ModelVerReadable < WithPrompt;
        var options = new BertFeaturizingOptions
        {
            OutputColumnName = reader.ReadString(),
            InputColumnName = reader.ReadString(),
            TextPairColumnName = reader.ReadOptional(),
            Pooling = TokenPooling.Parse(reader.ReadString()),
            Normalize = reader.ReadBoolean(),
            MaxLength = reader.ReadInt32(),
            Prompt = plain ? "" : reader.ReadString(),
            TruncateDim = plain ? null : reader.ReadInt32(),
            Activation = context.Header.ModelVerReadable < WithActivation ? LogitActivation.None : reader.ReadEnum<LogitActivation>(),
            Window = reader.ReadInt32(),
            MemoCapacity = reader.ReadInt32(),
        };
        OpenModel open = ModelPayload.Read(context, reader, env, context.Header.ModelVerReadable is WithModules or WithActivation, out bool embedded);
        options.SaveModelFiles = embedded;
        try
        {
            // What the folder says about it came later than the stage.
            if (plain && open.Model.DefaultTruncateDim != null)
                options.TruncateDim = SlotNames(options.Pooling, open.Model).Count();
            return new BertFeaturizingTransformer(open, options, env);
        }
        catch
        {
            open.Dispose();
            throw;
        }
    });
}
