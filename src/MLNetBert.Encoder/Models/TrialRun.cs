using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Encoder.Models;

/// <summary>What running a few tokens shows: that the model runs, how long its vectors are, and whether their bits change in a batch.</summary>
internal sealed record TrialRun(int HiddenSize, int? SentenceSize, int? LabelCount)
{
    /// <summary>Which texts may run together, on the provider that runs the model.</summary>
    public BatchLimits Batches { get; private init; } = BatchLimits.Cpu;

    /// <summary>By how much the values of a text were seen to differ alone and in such a batch.</summary>
    public double Difference { get; private init; }

    /// <summary>Ids below this are in every table; used if the table was not found.</summary>
    private const int SafeIds = 4;

    /// <param name="source">The model.</param>
    /// <param name="graph">The graph to run.</param>
    /// <param name="runner">What runs it.</param>
    /// <param name="longest">The most tokens to run.</param>
    /// <param name="effects">Receives the outputs whose bits were seen to change.</param>
    /// <exception cref="BadInputException">The model fails, or its vectors have another length than its folder says.</exception>
    public static TrialRun Of(ModelSource source, OpenGraph graph, EncoderRunner runner, int longest, BatchEffects effects)
    {
        ModelOutputs outputs = graph.Outputs;
        int? hidden = outputs.Tokens?.Fixed(2) ?? outputs.Pooler?.Fixed(1) ?? source.Settings.HiddenSize?.Value;
        int? sentence = outputs.Sentence?.Fixed(1), labels = outputs.Logits?.Fixed(1);
        if (!graph.TakesIds)
            return Checked(source, graph, hidden ?? graph.Inputs.Embeddings!.Fixed(2) ?? throw new BadInputException($"{source.Folder.ModelFile}: neither its shapes nor config.json says how long its vectors are.") { Code = "model.hidden-size", File = source.Folder.ModelFile }, sentence, labels);

        BertOutput Run(int[] ids, int batch, int sequence) => runner.Run(new RunInputs { Ids = ids }, batch, sequence, outputs.Available, (batch, sequence), BertOutput.Copy);
        BertOutput first = Run(new int[Math.Min(2, longest)], 1, Math.Min(2, longest));
        if (outputs.Tokens != null)
            hidden = first.TokenVectors.Length / first.Sequence;
        if (outputs.Sentence != null)
            sentence = first.SentenceEmbedding.Length;
        if (outputs.Logits != null)
            labels = first.Logits.Length;
        if (outputs.Pooler != null)
            hidden ??= first.Pooler.Length;
        int vocabulary = source.Vocabulary?.Value ?? SafeIds;
        (BatchLimits Limits, double Difference) batches = (BatchLimits.Cpu, 0);
        if (graph.Inputs.FixedBatch == null && (outputs.Available & ~effects.Moving) is var steady and not BertModelOutputs.None)
        {
            if (graph.Provider.IsCpu)
                effects.AddSeen(InvarianceProbe.Moving(Run, vocabulary, longest));
            else
                batches = BatchTrial.Choose(RunMasked, graph.Provider.Kind, graph.Inputs.Mask != null && graph.Inputs.FixedSequence == null, longest, vocabulary, steady);
        }

        return Checked(source, graph, hidden ?? sentence ?? labels!.Value, sentence, labels) with { Batches = batches.Limits, Difference = batches.Difference };

        BertOutput RunMasked(int[] ids, int[] mask, int batch, int sequence) =>
            runner.Run(new RunInputs { Ids = ids, Mask = graph.Inputs.Mask == null ? [] : mask }, batch, sequence, outputs.Available, (batch, sequence), BertOutput.Copy);
    }

    private static TrialRun Checked(ModelSource source, OpenGraph graph, int hidden, int? sentence, int? labels)
    {
        TensorPort? tokens = graph.Outputs.Tokens;
        Sourced<int>? ofModel = tokens is { PlainName: "last_hidden_state" } ? source.Settings.HiddenSize : null;
        Sourced<int>? ofPooling = tokens != null && graph.HiddenLayer == null ? source.Settings.Modules.Pooling?.Dimension : null;
        foreach (Sourced<int>? said in (Sourced<int>?[])[ofModel, ofPooling])
        {
            if (said != null && said.Value != hidden)
                throw new BadInputException($"{said.Source} is {said.Value}, but the output {tokens!.Name} of {source.Folder.ModelFile} has vectors of {hidden}; take the files of one model.") { Code = "model.hidden-size", File = source.Folder.ModelFile };
        }

        return new TrialRun(hidden, sentence, labels);
    }
}
