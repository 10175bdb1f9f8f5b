using MLNetBert.Tokenization;

namespace MLNetBert;

/// <summary>
/// A BERT-family encoder read from a model folder as on the Hugging Face hub: the ONNX file, the tokenizer and what the
/// JSON files beside them say. One session is shared by all callers; every member is thread-safe.
/// </summary>
public sealed class BertModel : IDisposable
{
    private BertModel(string folder)
    {
        Folder = folder;
    }

    /// <summary>The folder that was opened.</summary>
    public string Folder { get; }

    /// <summary>The ONNX file that was opened.</summary>
    public string ModelFile => throw new NotImplementedException();

    /// <summary>Whether the folder has a tokenizer.</summary>
    public bool HasTokenizer => throw new NotImplementedException();

    /// <summary>The tokenizer.</summary>
    /// <exception cref="BadInputException">The folder has none.</exception>
    public PreTrainedTokenizer Tokenizer => throw new NotImplementedException();

    /// <summary>The length of a token's vector.</summary>
    public int HiddenSize => throw new NotImplementedException();

    /// <summary>The length of the vector that the graph pools itself; null where it has no such output.</summary>
    public int? SentenceEmbeddingSize => throw new NotImplementedException();

    /// <summary>
    /// The number of tokens, special ones included, that longer texts are cut to unless an option says otherwise:
    /// sentence_bert_config.json's max_seq_length, else tokenizer_config.json's model_max_length, else <see cref="MaxPositions"/>.
    /// </summary>
    public int MaxLength => throw new NotImplementedException();

    /// <summary>The greatest number of tokens that the model can run; null where nothing says.</summary>
    public int? MaxPositions => throw new NotImplementedException();

    /// <summary>The number of rows of the embedding table: ids are below it. Null where nothing says.</summary>
    public int? VocabularySize => throw new NotImplementedException();

    /// <summary>The id that pads.</summary>
    public int PadTokenId => throw new NotImplementedException();

    /// <summary>Whether the model takes token type ids; what is given to one that does not is left out.</summary>
    public bool TakesTokenTypeIds => throw new NotImplementedException();

    /// <summary>The outputs that the model has.</summary>
    public BertModelOutputs Outputs => throw new NotImplementedException();

    /// <summary>The pooling that the folder asks for (1_Pooling/config.json), else the graph's own, else mean.</summary>
    public TokenPooling DefaultPooling => throw new NotImplementedException();

    /// <summary>Whether the folder asks for vectors of unit length (2_Normalize in modules.json).</summary>
    public bool DefaultNormalize => throw new NotImplementedException();

    /// <summary>
    /// Whether texts must be run one at a time for their vectors not to depend on their neighbours: because the model was
    /// seen to move, quantizes over the whole batch, or takes one row only. <see cref="RunsOneAtATimeReason"/> says which.
    /// </summary>
    public bool RunsOneAtATime => throw new NotImplementedException();

    /// <summary>Why <see cref="RunsOneAtATime"/>; null where it is false.</summary>
    public string? RunsOneAtATimeReason => throw new NotImplementedException();

    /// <summary>What was understood, and from which file.</summary>
    public IReadOnlyList<ModelFact> Description => throw new NotImplementedException();

    /// <summary>One sentence for each thing of the folder that the features do not follow; usually none.</summary>
    public IReadOnlyList<string> Warnings => throw new NotImplementedException();

    /// <summary>
    /// Opens a model folder, or a single .onnx with its vocabulary beside it; null opens the embedded all-MiniLM-L6-v2,
    /// which lies in <c>models/</c> beside the application or this assembly.
    /// </summary>
    /// <exception cref="BadInputException">Something is missing, damaged, unknown or contradicts itself; the message names the file and what to do.</exception>
    public static BertModel Open(string? path = null, BertModelOptions? options = null) => throw new NotImplementedException();

    /// <summary>
    /// Runs <paramref name="batch"/> rows of <paramref name="sequence"/> tokens each, laid row after row.
    /// </summary>
    /// <param name="inputIds">The ids, [batch, sequence].</param>
    /// <param name="attentionMask">1 for tokens and 0 for padding, [batch, sequence]; empty: all ones.</param>
    /// <param name="tokenTypeIds">The token types, [batch, sequence]; empty: all zeros. Left out where the model takes none.</param>
    /// <param name="batch">The number of rows, at least 1.</param>
    /// <param name="sequence">The number of tokens a row, at least 1.</param>
    /// <param name="outputs">What to compute.</param>
    /// <exception cref="ArgumentException">A shape does not fit, an id is not in the embedding table, a row is too long for the model, or the model lacks an output.</exception>
    public BertOutput Run(ReadOnlySpan<int> inputIds, ReadOnlySpan<int> attentionMask, ReadOnlySpan<int> tokenTypeIds, int batch, int sequence, BertModelOutputs outputs = BertModelOutputs.TokenVectors) => throw new NotImplementedException();

    /// <summary>Closes the session. Nothing may be running.</summary>
    public void Dispose()
    {
    }
}
