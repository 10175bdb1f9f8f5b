using Microsoft.ML.Transforms.Onnx;

namespace MLNetBert.Scoring;

/// <summary>Configures ML.NET's own OnnxTransformer for a model.</summary>
internal static class BertScoring
{
    private const int RecursionLimit = 100;

    public static OnnxScoringEstimator Estimator(IHostEnvironment environment, BertModel? model, BertScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ReadOnlySpan<(string?, string)> columns =
        [
            (options.InputIdsColumnName, nameof(options.InputIdsColumnName)),
            (options.AttentionMaskColumnName, nameof(options.AttentionMaskColumnName)),
            (options.TokenTypeIdsColumnName, nameof(options.TokenTypeIdsColumnName)),
            (options.LastHiddenStateColumnName, nameof(options.LastHiddenStateColumnName)),
        ];
        ColumnNames.Require(columns);
        ColumnNames.Distinct(columns);
        BertModel used = OpenModel.Of(model).Model;
        if (!used.Outputs.HasFlag(BertModelOutputs.TokenVectors))
            throw new BadInputException($"{used.ModelFile}: it gives no token vectors, which ApplyBertModel adds; use FeaturizeBert, or take an export with last_hidden_state.") { Code = "model.outputs", File = used.ModelFile };
        int? length = Length(used, options.Length);
        string[] inputs = InputColumns(used, options);
        Dictionary<string, int[]> shapes = [];
        if (length != null)
        {
            foreach (string input in inputs)
                shapes[input] = [1, length.Value];
            shapes[options.LastHiddenStateColumnName] = [1, length.Value, used.HiddenSize];
        }

        var names = new OnnxNames
        {
            InputIds = options.InputIdsColumnName,
            AttentionMask = options.AttentionMaskColumnName,
            TokenTypeIds = options.TokenTypeIdsColumnName,
            LastHiddenState = options.LastHiddenStateColumnName,
        };
        // Without the recursion limit, the call is ambiguous.
        return MLNetInternals.NewTransforms(environment).ApplyOnnxModel([options.LastHiddenStateColumnName], inputs, PlainFiles.Of(used, names),
            shapes, options.GpuDeviceId, options.FallbackToCpu, RecursionLimit);
    }

    private static string[] InputColumns(BertModel model, BertScoringOptions options)
    {
        List<string> inputs = [options.InputIdsColumnName];
        if (model.TakesAttentionMask)
            inputs.Add(options.AttentionMaskColumnName);
        if (model.TakesTokenTypeIds)
            inputs.Add(options.TokenTypeIdsColumnName);
        return [.. inputs];
    }

    private static int? Length(BertModel model, int? asked)
    {
        if (asked < 1)
            throw new ArgumentOutOfRangeException("length", $"{asked}", "The length is 1 or more.");
        if (model.FixedSequence is { } only && asked != null && asked != only)
            throw new ArgumentException($"The model '{model.Folder}' takes exactly {only} tokens a row, not {asked}; choose that length.", "length");
        if (asked is { } length && model.Limits.WhyTooLong(length) is { } why)
            throw new ArgumentException(why, nameof(length));
        if (asked != null && !model.TakesAttentionMask && model.FixedSequence == null)
            throw new ArgumentException($"The model '{model.Folder}' takes no attention mask, so padded rows cannot be run; leave the length out.", "length");
        return asked ?? model.FixedSequence;
    }
}
