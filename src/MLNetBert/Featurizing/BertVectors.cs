namespace MLNetBert.Featurizing;

/// <summary>The vectors of a featurizer; a log is told about its passes.</summary>
internal sealed class BertVectors(BertFeaturizer featurizer, PassLog log) : IVectorSource
{
    public string? ModelName => featurizer.Model.Name;

    public void Compute(IReadOnlyList<TextInput> texts, IReadOnlyList<int> missing, Action<int, float[]> take)
    {
        log.Ran(0, 0);
        int full = 0;
        foreach (FeaturizedRow<int> row in featurizer.FeaturizeStream(missing, i => texts[i]))
        {
            take(row.Item, row.Features.ToArray());
            full += row.TokenCount >= featurizer.MaxLength ? 1 : 0;
        }

        log.Ran(missing.Count, full);
    }

    public void EndPass() => log.End();

    /// <summary>One text, at once.</summary>
    public void One(TextInput text, float[] vector)
    {
        if (text.TextPair == null)
            featurizer.Featurize(text.Text, vector);
        else
            featurizer.Featurize(text.Text, text.TextPair, vector);
    }
}
