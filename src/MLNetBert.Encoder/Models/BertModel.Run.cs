namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>
    /// Runs <paramref name="batch"/> rows of <paramref name="sequence"/> tokens each, one row after another.
    /// </summary>
    /// <param name="inputIds">The ids, [batch, sequence].</param>
    /// <param name="attentionMask">1 for tokens and 0 for padding, [batch, sequence]; empty: all ones.</param>
    /// <param name="tokenTypeIds">The token types, [batch, sequence]; empty: all zeros. Ignored if the model takes none.</param>
    /// <param name="batch">The number of rows, at least 1.</param>
    /// <param name="sequence">The number of tokens per row, at least 1.</param>
    /// <param name="outputs">What to compute.</param>
    /// <exception cref="ArgumentException">A shape does not fit, an id is not in the embedding table, a row is too long for the model, or the model lacks an output.</exception>
    /// <exception cref="BadInputException">The model fails, or gives another shape than it should.</exception>
    /// <exception cref="ObjectDisposedException">The model was closed.</exception>
    public BertOutput Run(ReadOnlySpan<int> inputIds, ReadOnlySpan<int> attentionMask, ReadOnlySpan<int> tokenTypeIds, int batch, int sequence, BertModelOutputs outputs = BertModelOutputs.TokenVectors) =>
        Read(new RunInputs { Ids = inputIds, Mask = attentionMask, Types = tokenTypeIds }, batch, sequence, outputs, (batch, sequence), BertOutput.Copy);

    /// <summary>Like <see cref="Run"/>, but the results are read where the runtime left them, while they are there.</summary>
    internal TResult Read<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs outputs, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct
    {
        const string Ids = "inputIds";
        if (!TakesIds)
            throw new ArgumentException($"{ModelFile} takes word embeddings and no ids; call {nameof(RunEmbeddings)}.", Ids);
        CheckShape(batch, sequence);
        CheckLength(given.Ids.Length, batch, sequence, optional: false, Ids);
        CheckIds(given.Ids, VocabularySize, "the embedding table", sequence, Ids);
        return ReadChecked(given, batch, sequence, outputs, state, read);
    }

    private TResult ReadChecked<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs outputs, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct
    {
        CheckLength(given.Mask.Length, batch, sequence, optional: true, "attentionMask");
        CheckLength(given.Types.Length, batch, sequence, optional: true, "tokenTypeIds");
        CheckIds(given.Mask, 2, "0 and 1", sequence, "attentionMask");
        if (View.Inputs.Mask == null && given.Mask.Contains(0))
            throw new ArgumentException($"{ModelFile} takes no attention mask, so padded rows cannot be run; give rows of equal length.", "attentionMask");
        if (View.Inputs.Types != null)
            CheckIds(given.Types, Source.Settings.TypeVocabularySize?.Value, "the token types", sequence, "tokenTypeIds");
        if (outputs == BertModelOutputs.None || (outputs & ~Outputs) != 0)
            throw new ArgumentException($"{ModelFile} gives {Outputs}, but {outputs} is asked for.", nameof(outputs));
        return View.Run(given, batch, sequence, outputs, state, read);
    }

    private void CheckShape(int batch, int sequence)
    {
        if (batch < 1)
            throw new ArgumentException($"{nameof(batch)} is {batch}; at least one row is expected.", nameof(batch));
        if (sequence < 1)
            throw new ArgumentException($"{nameof(sequence)} is {sequence}; at least one token is expected.", nameof(sequence));
        if (sequence > MaxPositions)
            throw new ArgumentException($"{nameof(sequence)} is {sequence}, but the model holds {MaxPositions} tokens ({Limits.Longest!.Source}).", nameof(sequence));
    }

    private static void CheckLength(int length, int batch, int sequence, bool optional, string argument)
    {
        if (length != (long)batch * sequence && !(optional && length == 0))
            throw new ArgumentException($"{argument} has {length} values; [batch, sequence] = [{batch}, {sequence}] is expected.", argument);
    }

    /// <summary>The runtime silently takes id -1 as the last row of the table, so the ids are checked here.</summary>
    private static void CheckIds(ReadOnlySpan<int> ids, int? end, string table, int sequence, string argument)
    {
        if (ids.IsEmpty || (TensorPrimitives.Min(ids) >= 0 && !(TensorPrimitives.Max(ids) >= end)))
            return;
        int at = 0;
        while (ids[at] >= 0 && !(ids[at] >= end))
            at++;
        throw new ArgumentException($"{argument}[{at / sequence}, {at % sequence}] is {ids[at]}, which is outside {table}{(end is int count ? $": 0 to {count - 1} are expected" : "; ids begin at 0")}.", argument);
    }
}
