namespace MLNetBert.Cli.Jobs;

/// <summary>Runs rows through a model into a writer, and counts.</summary>
/// <param name="featurizer">The model with its options.</param>
internal sealed class FeatureRun(BertFeaturizer featurizer)
{
    private TextRow? _firstNotFinite;
    private long _notFinite;

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Their tokens.</summary>
    public long Tokens { get; private set; }

    /// <summary>Runs rows; those that cannot be used are passed over or refused as <paramref name="bad"/> says.</summary>
    public void Write(IEnumerable<TextRow> rows, IFeatureWriter writer, BadRows bad, IProgress<long>? progress, CancellationToken cancellation)
    {
        // What cannot be written is found before it is run, so that what is passed over is written down in the order of the rows.
        IEnumerable<TextRow> accepted = bad.AreSkipped ? rows.Where(row => Accepts(writer, row, bad)) : rows;
        Func<TextRow, BadInputException, bool>? skip = bad.AreSkipped ? (row, error) => bad.TrySkip(error, row.Source, row.Row, row.Line) : null;
        foreach (FeaturizedRow<TextRow> row in featurizer.FeaturizeInPassing(accepted, static row => new TextInput(row.Text, row.TextPair), static row => row.Where, progress, skip, cancellation))
        {
            writer.Write(row.Item, row.Features.Span);
            if (row.Features.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                _notFinite++;
                _firstNotFinite ??= row.Item;
            }

            Tokens += row.TokenCount;
            Rows++;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Says what was odd, and how much was done.</summary>
    public void Summarize(TimeSpan elapsed, long badRows)
    {
        if (_firstNotFinite != null)
            Status.Line($"note: {Summary.Counted(_notFinite, "row")} of {Rows} {(_notFinite == 1 ? "has" : "have")} features that are not finite numbers, the first with the id {_firstNotFinite.Id} ({_firstNotFinite.Where}): the model computes them; use another file of it, such as float32.");

        if (badRows > 0)
            Status.Line($"note: {Summary.Counted(badRows, "row")} could not be used and {(badRows == 1 ? "was" : "were")} passed over.");

        Status.Line(new Summary(Rows, Tokens, elapsed, featurizer.Statistics.ModelWallTime).ToString());
    }

    private static bool Accepts(IFeatureWriter writer, TextRow row, BadRows bad)
    {
        try
        {
            writer.Check(row);
            return true;
        }
        catch (BadInputException e)
        {
            bad.TrySkip(e, row.Source, row.Row, row.Line);
            return false;
        }
    }
}
