namespace MLNetBert.Encoder.Session;

/// <summary>The graph's outputs, found by name, or the token vectors by a shape that config.json confirms.</summary>
internal sealed class ModelOutputs
{
    private static readonly string[] TokenNames = ["last_hidden_state", "token_embeddings", "sequence_output"];
    private static readonly string[] PoolerNames = ["pooler_output", "pooled_output"];
    private static readonly string[] SentenceNames = ["sentence_embedding", "sentence_embeddings"];
    private const string LogitsName = "logits";

    private ModelOutputs(TensorPort[] ports, PortNames names, int? hiddenSize, string file)
    {
        if (ports.Length == 0)
            throw new BadInputException($"{file}: it has no output; a BERT encoder's last_hidden_state is expected.") { Code = "model.outputs", File = file };
        Tokens = Find(ports, names.TokenVectors, TokenNames, file);
        Pooler = Find(ports, null, PoolerNames, file);
        Sentence = Find(ports, names.SentenceEmbedding, SentenceNames, file);
        FindLogits(ports, file);
        if (Tokens == null && Sentence == null && ports is [{ Rank: 3, IsFloat: true } only] && hiddenSize != null && only.Fixed(2) == hiddenSize)
        {
            Tokens = only;
            TokensByShape = true;
        }

        if (Available == BertModelOutputs.None)
            throw new BadInputException($"{file}: none of its outputs is one that this library knows (last_hidden_state, token_embeddings, pooler_output, sentence_embedding, logits): {string.Join(", ", (object[])ports)}; export it with the token vectors as last_hidden_state, or open it in C# with BertModelOptions.TokenVectorsName.") { Code = "model.outputs", File = file };
        Check(Tokens, "token vectors", 3, "[batch, sequence, hidden]", file);
        Check(Pooler, "the pooler's vector", 2, "[batch, hidden]", file);
        Check(Sentence, "the pooled vector", 2, "[batch, dims]", file);
        Others = [.. ports.Where(port => port != Tokens && port != Pooler && port != Sentence && port != Logits)];
    }

    public TensorPort? Tokens { get; }

    public bool TokensByShape { get; }

    public TensorPort? Pooler { get; }

    public TensorPort? Sentence { get; }

    /// <summary>The scores of a classification head for each text.</summary>
    public TensorPort? Logits { get; private set; }

    /// <summary>Why the output logits is not one score per label for each text; null if it is, or if there is none.</summary>
    public string? WhyNoLogits { get; private set; }

    /// <summary>Outputs that are left alone, such as single layers or attentions.</summary>
    public TensorPort[] Others { get; }

    public BertModelOutputs Available => OutputKinds.All.Aggregate(BertModelOutputs.None, (all, kind) => Of(kind) == null ? all : all | kind);

    public static ModelOutputs Find(TensorPort[] ports, PortNames names, int? hiddenSize, string file) => new(ports, names, hiddenSize, file);

    public TensorPort? Of(BertModelOutputs output) => output switch
    {
        BertModelOutputs.TokenVectors => Tokens,
        BertModelOutputs.Pooler => Pooler,
        BertModelOutputs.SentenceEmbedding => Sentence,
        BertModelOutputs.Logits => Logits,
        _ => null,
    };

    /// <summary>Beside other outputs, logits of another shape are left alone: a language model has them for each token.</summary>
    private void FindLogits(TensorPort[] ports, string file)
    {
        if (Array.Find(ports, port => port.PlainName == LogitsName && port != Tokens && port != Pooler && port != Sentence) is not { } port)
            return;
        bool alone = (Tokens ?? Pooler ?? Sentence) == null;
        if (port.IsFloat && (port.Rank == 2 || (port.Rank == 0 && alone)))
            Logits = port;
        else
            WhyNoLogits = $"{file}: its output {port} is not [batch, labels] in float or float16{(port.Rank == 3 ? ": it has scores for every token, as token classification and language models do" : "")}; export the model for sequence classification, or the encoder alone with last_hidden_state";
        if (alone && WhyNoLogits != null)
            throw new BadInputException($"{WhyNoLogits}.") { Code = "model.outputs", File = file, Key = port.Name };
    }

    private static TensorPort? Find(TensorPort[] ports, string? asked, string[] usual, string file) => asked != null
        ? Array.Find(ports, port => port.Name == asked) ?? throw new BadInputException($"{file}: it has no output {asked}; it has {string.Join(", ", (object[])ports)}.") { Code = "model.outputs", File = file, Key = asked }
        : Array.Find(ports, port => usual.Contains(port.PlainName, StringComparer.Ordinal));

    private static void Check(TensorPort? port, string what, int rank, string shape, string file)
    {
        if (port is { IsFloat: false })
            throw new BadInputException($"{file}: its output {port} for {what} has a type that is not supported; float or float16 is expected; export it so.") { Code = "model.outputs", File = file, Key = port.Name };
        if (port != null && port.Rank != rank && port.Rank != 0)
            throw new BadInputException($"{file}: its output {port} for {what} has {port.Rank} dimensions; {rank} are expected, {shape}; export the encoder alone.") { Code = "model.outputs", File = file, Key = port.Name };
    }
}
