namespace MLNetBert.Encoder.Models;

/// <summary>
/// Why a text's vectors would depend on its neighbours in a batch, for each output of the model: the graph has operators that
/// look at the whole batch, or a trial showed that bits change.
/// </summary>
internal sealed class BatchEffects
{
    private const string Seen = "in a trial run, the bits of a text's vectors changed when other texts were in its batch";

    private readonly Dictionary<BertModelOutputs, string> _reasons = [];

    public BatchEffects(OnnxGraph graph, ModelOutputs outputs, EditedEncoder? edited)
    {
        foreach (BertModelOutputs kind in OutputKinds.All)
        {
            if (outputs.Of(kind) is not { } port)
                continue;
            IReadOnlyList<string> values = kind == BertModelOutputs.TokenVectors && edited?.LayerValues is { } layers ? layers : [port.Name];
            if (BatchSensitivity.WholeBatchQuantization(graph, values) is { Count: > 0 } quantizers)
                _reasons[kind] = $"the model quantizes with scales over the whole batch ({Count(quantizers)})";
            else if (kind != BertModelOutputs.TokenVectors && BatchSensitivity.TokenReductions(graph, values) is { Count: > 0 } sums)
                _reasons[kind] = $"the graph itself sums over the tokens, in an order that depends on the batch ({Count(sums)})";
        }
    }

    /// <summary>The outputs whose vectors change.</summary>
    public BertModelOutputs Moving => _reasons.Keys.Aggregate(BertModelOutputs.None, (all, kind) => all | kind);

    public void AddSeen(BertModelOutputs moving)
    {
        foreach (BertModelOutputs kind in OutputKinds.All.Where(kind => moving.HasFlag(kind)))
            _reasons.TryAdd(kind, Seen);
    }

    public string? Reason(BertModelOutputs outputs) =>
        OutputKinds.All.Where(kind => outputs.HasFlag(kind)).Select(kind => _reasons.GetValueOrDefault(kind)).FirstOrDefault(reason => reason != null);

    private static string Count(IReadOnlyList<OnnxNode> nodes) =>
        string.Join(", ", nodes.CountBy(node => node.OpType).Select(type => $"{type.Value} {type.Key}"));
}
