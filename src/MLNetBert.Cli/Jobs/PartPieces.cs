namespace MLNetBert.Cli.Jobs;

/// <summary>Which pieces of the inputs a part is.</summary>
internal static class PartPieces
{
    /// <summary>The pieces, in order.</summary>
    public static IReadOnlyList<InputPiece> Of(JobPlan plan, int part)
    {
        PartStart start = plan.Parts[part];
        PartStart? next = part + 1 < plan.Parts.Count ? plan.Parts[part + 1] : null;
        long firstRow = plan.Inputs.Take(start.Input).Sum(input => input.Rows);
        var pieces = new List<InputPiece>();
        for (int file = start.Input; file < plan.Inputs.Count && !(next is { Row: 0 } after && after.Input == file) && file <= (next?.Input ?? int.MaxValue); file++)
        {
            JobInput input = plan.Inputs[file];
            PartStart from = file == start.Input ? start : new PartStart(file, input.Header, 0, 1);
            bool inBytes = !input.Compressed && input.Format != "parquet";
            long? end = inBytes && next?.Input == file ? next.Value.Offset : null;

            // A whole file is opened as a command without parts would.
            InputSection section = from.Row == 0 && end == null ? new(0, null, 0, 1, 0) : new(inBytes ? from.Offset : 0, end, from.Row, from.Line, inBytes ? input.Header : 0);
            pieces.Add(new InputPiece(file, firstRow, input.Compressed, section));
            firstRow += input.Rows;
        }

        return pieces;
    }
}
