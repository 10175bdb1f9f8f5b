namespace MLNetBert.Encoder.Session;

/// <summary>The graph's inputs, found by name; or the ids as the only one left.</summary>
internal sealed class ModelInputs
{
    private static readonly string[] IdNames = ["input_ids", "input_word_ids"];
    private static readonly string[] MaskNames = ["attention_mask", "input_mask"];
    private static readonly string[] TypeNames = ["token_type_ids", "segment_ids", "input_type_ids"];
    private static readonly string[] EmbeddingNames = ["inputs_embeds"];

    private ModelInputs(TensorPort[] ports, PortNames names, string file)
    {
        List<TensorPort> left = [.. ports];
        Mask = Take(left, names.Mask, MaskNames, file);
        Types = Take(left, names.Types, TypeNames, file);
        Embeddings = Take(left, null, EmbeddingNames, file);
        Ids = Take(left, names.Ids, IdNames, file);
        if (Ids == null && Embeddings == null && left is [{ IsInteger: true, Rank: 2 } only])
        {
            Ids = only;
            IdsByElimination = true;
            left.Clear();
        }

        if (left.Count > 0)
            throw new BadInputException($"{file}: its input {string.Join(", ", left)} is none that this library knows (token ids, attention mask, token type ids, inputs_embeds); {Advice(Ids)}.") { Code = "model.inputs", File = file };
        if (Ids == null && Embeddings == null)
            throw new BadInputException($"{file}: it has no input for token ids; a BERT encoder is expected.") { Code = "model.inputs", File = file };
        Check(Ids, "token ids", 2, integer: true, file);
        Check(Mask, "the attention mask", 2, integer: true, file);
        Check(Types, "token type ids", 2, integer: true, file);
        Check(Embeddings, "word embeddings", 3, integer: false, file);
        FixedBatch = FixedSize(0, file);
        FixedSequence = FixedSize(1, file);
        if (FixedSequence > 1 && Mask == null)
            throw new BadInputException($"{file}: it takes exactly {FixedSequence} tokens but no attention mask, so shorter texts cannot be run; export it with an open sequence axis.") { Code = "model.inputs", File = file };
    }

    public TensorPort? Ids { get; }

    public bool IdsByElimination { get; }

    public TensorPort? Mask { get; }

    public TensorPort? Types { get; }

    public TensorPort? Embeddings { get; }

    public int? FixedBatch { get; }

    public int? FixedSequence { get; }

    public IEnumerable<TensorPort> All => ((TensorPort?[])[Ids, Embeddings, Mask, Types]).OfType<TensorPort>();

    public static ModelInputs Find(TensorPort[] ports, PortNames names, string file) => new(ports, names, file);

    private static string Advice(TensorPort? ids) => ids == null
        ? "export the encoder alone with the token ids as input_ids, or open it in C# with BertModelOptions.InputIdsName"
        : "export the encoder alone, without it";

    private static TensorPort? Take(List<TensorPort> left, string? asked, string[] usual, string file)
    {
        TensorPort? found = asked != null
            ? left.Find(port => port.Name == asked) ?? throw new BadInputException($"{file}: it has no input {asked}; it has {string.Join(", ", left)}.") { Code = "model.inputs", File = file, Key = asked }
            : left.Find(port => usual.Contains(port.PlainName, StringComparer.Ordinal));
        if (found != null)
            left.Remove(found);
        return found;
    }

    private static void Check(TensorPort? port, string what, int rank, bool integer, string file)
    {
        if (port != null && !(integer ? port.IsInteger : port.IsFloat))
            throw new BadInputException($"{file}: its input {port} for {what} has a type that is not supported; {(integer ? "int64 or int32" : "float or float16")} is expected; export it so.") { Code = "model.inputs", File = file, Key = port.Name };
        if (port != null && port.Rank != rank)
            throw new BadInputException($"{file}: its input {port} for {what} has {port.Rank} dimensions; {rank} are expected, [batch, sequence{(rank == 3 ? ", hidden" : "")}]; export the encoder alone.") { Code = "model.inputs", File = file, Key = port.Name };
    }

    private int? FixedSize(int dimension, string file)
    {
        int[] sizes = [.. All.Select(port => port.Fixed(dimension)).OfType<int>().Distinct()];
        return sizes.Length switch
        {
            0 => null,
            1 => sizes[0],
            _ => throw new BadInputException($"{file}: its inputs contradict each other in dimension {dimension}: {string.Join(", ", All)}.") { Code = "model.inputs", File = file },
        };
    }
}
