namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>
    /// The word embeddings of token ids, as the model looks them up: without positions, token types and norm, which
    /// <see cref="RunEmbeddings"/> adds. They are read from the model's file.
    /// </summary>
    /// <param name="ids">The ids, any number of them.</param>
    /// <returns>The embeddings, [ids, <see cref="WordEmbeddingSize"/>], row by row.</returns>
    /// <exception cref="ArgumentException">An id is not in the embedding table.</exception>
    /// <exception cref="BadInputException">The graph has no table of word embeddings, or one of an unusual type.</exception>
    /// <exception cref="ObjectDisposedException">The model was closed.</exception>
    public float[] WordEmbeddings(ReadOnlySpan<int> ids)
    {
        CheckIds(ids, Source.Reader.VocabularySize, "the embedding table", Math.Max(1, ids.Length), nameof(ids));
        return _source.LookUp(ids);
    }

    /// <summary>
    /// Like <see cref="Run"/>, with word embeddings in place of ids: those of <see cref="WordEmbeddings"/>, unchanged or perturbed, averaged
    /// or replaced. The model adds positions and token types, once. Word embeddings of ids give the bits of the ids. Needs a model
    /// that was opened with <see cref="BertModelOptions.InputsEmbeds"/>, or that has an input inputs_embeds.
    /// </summary>
    /// <param name="embeddings">The word embeddings, [batch, sequence, <see cref="WordEmbeddingSize"/>].</param>
    /// <param name="attentionMask">1 for tokens and 0 for padding, [batch, sequence]; empty: all ones. A model that numbers positions by what is not padding (RoBERTa and its relatives) takes them from here.</param>
    /// <param name="tokenTypeIds">The token types, [batch, sequence]; empty: all zeros. Ignored if the model takes none.</param>
    /// <param name="batch">The number of rows, at least 1.</param>
    /// <param name="sequence">The number of tokens per row, at least 1.</param>
    /// <param name="outputs">What to compute.</param>
    /// <exception cref="ArgumentException">A shape does not fit, a row is too long for the model, the model lacks an output, or was opened without <see cref="BertModelOptions.InputsEmbeds"/>.</exception>
    /// <exception cref="BadInputException">The model fails, or gives another shape than it should.</exception>
    /// <exception cref="ObjectDisposedException">The model was closed.</exception>
    public BertOutput RunEmbeddings(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> attentionMask, ReadOnlySpan<int> tokenTypeIds, int batch, int sequence, BertModelOutputs outputs = BertModelOutputs.TokenVectors)
    {
        if (View.Inputs.Embeddings == null)
            throw new ArgumentException($"{ModelFile} was opened for ids; open it with {nameof(BertModelOptions)}.{nameof(BertModelOptions.InputsEmbeds)} to run word embeddings.", nameof(embeddings));
        CheckShape(batch, sequence);
        long tokens = (long)batch * sequence;
        int? size = WordEmbeddingSize;
        if (embeddings.IsEmpty || embeddings.Length % tokens != 0 || (size is int expected && embeddings.Length != tokens * expected))
            throw new ArgumentException($"{nameof(embeddings)} has {embeddings.Length} values; [batch, sequence, embedding size] = [{batch}, {sequence}, {(size is int known ? known : "size")}] is expected.", nameof(embeddings));
        CheckLength(attentionMask.Length, batch, sequence, optional: true, nameof(attentionMask));
        ReadOnlySpan<int> ids = View.Inputs.Ids != null ? StandIns(attentionMask, (int)tokens) : default;
        return ReadChecked(new RunInputs { Ids = ids, Embeddings = embeddings, Mask = attentionMask, Types = tokenTypeIds }, batch, sequence, outputs, (batch, sequence), BertOutput.Copy);
    }

    /// <summary>Ids that only matter for their shape, and for which of them are padding.</summary>
    private int[] StandIns(ReadOnlySpan<int> mask, int tokens)
    {
        int[] ids = new int[tokens];
        ids.AsSpan().Fill(PadTokenId == 0 ? 1 : 0);
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0)
                ids[i] = PadTokenId;
        }

        return ids;
    }
}
