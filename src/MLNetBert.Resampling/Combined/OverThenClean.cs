namespace MLNetBert.Resampling.Combined;

/// <summary>An over-sampler, then a cleaner on the input and the new rows together.</summary>
internal static class OverThenClean
{
    public static ResampleResult Run(SamplingTask task, Sampler over, Sampler cleaner, Func<IRows, ClassTable, ICollection<int>, int[]> clean)
    {
        ResampleResult grown = over.Run(task);
        var rows = new ResultRows(grown);
        var classes = new ClassTable([.. grown.Labels], RowLists.All(grown.Rows), task.Classes.Name);
        return grown.Select(clean(rows, classes, cleaner.Resolve(classes).Keys));
    }

    private sealed class ResultRows(ResampleResult result) : IRows
    {
        public int Rows => result.Rows;

        public int Columns => result.Columns;

        public ReadOnlySpan<float> Row(int row) => result.Row(row);
    }
}
