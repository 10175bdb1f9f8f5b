namespace MLNetBert.Resampling;

/// <summary>Reads truth and prediction from scored views.</summary>
internal static class ScoredClasses
{
    public static ImbalancedEvaluation Evaluate(IReadOnlyList<IDataView> views, string label, string predictedLabel, CancellationToken cancellation)
    {
        if (views.Count == 0)
            throw new ArgumentException("There is no scored view; give at least one.", nameof(views));
        ClassColumn[] truths = [.. views.Select(view => new ClassColumn(view.Schema, label))];
        ClassColumn[] predictions = [.. views.Select(view => new ClassColumn(view.Schema, predictedLabel))];

        // Key numbers mean the same only within one mapping; names mean the same everywhere.
        bool byName = truths.Concat(predictions).Any(column => !column.IsLike(truths[0])) || (views.Count > 1 && truths[0].HasKeyNames);
        var classes = new ClassLabels();
        for (int i = 0; i < views.Count; i++)
        {
            using DataViewRowCursor cursor = views[i].GetRowCursor([truths[i].Column, predictions[i].Column]);
            (Func<ClassValue>? truth, Func<ClassValue>? prediction) = (Reader(truths[i], cursor), Reader(predictions[i], cursor));
            while (cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                classes.Add(truth());
                classes.Add(prediction());
            }
        }

        (int[]? labels, Dictionary<int, ClassValue>? values) = classes.Number();
        if (labels.Length == 0)
            throw new BadInputException("The scored view has no rows; give at least one.") { Code = "data.no-rows" };
        return new([.. labels.Where((_, i) => i % 2 == 0)], [.. labels.Where((_, i) => i % 2 == 1)], number => truths[0].Name(values[number]));

        Func<ClassValue> Reader(ClassColumn column, DataViewRow row)
        {
            Func<ClassValue> read = column.CreateReader(row);
            return byName ? () => new(column.Name(read())) : read;
        }
    }
}
