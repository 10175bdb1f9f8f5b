using MLNetBert.Classifying;
using MLNetBert.Featurizing;

[assembly: LoadableClass(typeof(MLNetBert.BertClassifyingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.BertClassifyingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>
/// The transformer of <c>ScoreBert</c>: adds what a model's classification head says about a text, in the columns that ML.NET's evaluators read. Thread-safe: any number of cursors and
/// prediction engines may use it at the same time, and they give the same bits.
/// </summary>
public sealed class BertClassifyingTransformer : BertTextTransformer
{
    internal const string LoaderSignature = "ScoreBert";

    /// <summary>The format of a model that was opened without its modules.</summary>
    private const uint WithoutModules = 0x00010004;
    private static readonly StageFile File = new("BERTSCOR", LoaderSignature, WithoutModules);
    private readonly BertClassifyingOptions _options;

    internal BertClassifyingTransformer(OpenModel open, BertClassifyingOptions options, IHostEnvironment? environment)
        : base(open, Checked(options), Features(open.Model), environment, LoaderSignature)
    {
        _options = options;
        Outputs = ScoreColumns.Of(ClassificationHeads.Of(open.Model), open.Model.Labels!, options);
    }

    /// <summary>The names of the labels in the order of the scores (<see cref="BertModel.Labels"/>).</summary>
    public IReadOnlyList<string> Labels => Featurizer.Model.Labels!;

    internal override VectorColumn[] Outputs { get; }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context, Featurizer.Model.Options.ApplyModules ? StageFile.Packed : WithoutModules);
        writer.Write(_options.ScoreColumnName);
        writer.Write(_options.PredictedLabelColumnName);
        writer.Write(_options.ProbabilityColumnName);
        writer.Write(InputColumnName);
        writer.WriteOptional(TextPairColumnName);
        writer.Write(Featurizer.MaxLength);
        writer.Write(Featurizer.Prompt);
        SaveModel(context, writer);
    }

    private static BertClassifyingOptions Checked(BertClassifyingOptions options)
    {
        ColumnNames.Require(
            (options.InputColumnName, nameof(options.InputColumnName)),
            (options.ScoreColumnName, nameof(options.ScoreColumnName)),
            (options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName)),
            (options.ProbabilityColumnName, nameof(options.ProbabilityColumnName)));
        ColumnNames.Optional((options.TextPairColumnName, nameof(options.TextPairColumnName)));
        ColumnNames.Distinct(
            (options.ScoreColumnName, nameof(options.ScoreColumnName)),
            (options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName)),
            (options.ProbabilityColumnName, nameof(options.ProbabilityColumnName)));
        return options;
    }

    /// <summary>ML.NET's evaluators take the scores of several classes for probabilities, and that of one for a number that is above 0 if it is true.</summary>
    private static FeaturizerOptions Features(BertModel model) => new()
    {
        Pooling = PoolingMode.Logits,
        Activation = ClassificationHeads.Of(model) == ClassificationHead.Multiclass ? LogitActivation.Softmax : LogitActivation.None,
    };

    private static BertClassifyingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        var options = new BertClassifyingOptions
        {
            ScoreColumnName = reader.ReadString(),
            PredictedLabelColumnName = reader.ReadString(),
            ProbabilityColumnName = reader.ReadString(),
            InputColumnName = reader.ReadString(),
            TextPairColumnName = reader.ReadOptional(),
            MaxLength = reader.ReadInt32(),
            Prompt = reader.ReadString(),
            Window = reader.ReadInt32(),
            MemoCapacity = reader.ReadInt32(),
        };
        OpenModel open = ModelPayload.Read(context, reader, env, context.Header.ModelVerReadable < WithoutModules, out bool embedded);
        options.SaveModelFiles = embedded;
        try
        {
            return new BertClassifyingTransformer(open, options, env);
        }
        catch
        {
            open.Dispose();
            throw;
        }
    });
}
