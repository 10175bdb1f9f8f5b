namespace MLNetBert.Resampling;

/// <summary>Adds to each row the weight of its class.</summary>
internal sealed class WeightMapper(DataViewSchema schema, ClassColumn classes, string name, Dictionary<ClassValue, float> weights)
    : RowMapper(schema, [classes.Column], new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single))
{
    public static MappedView Balance(IDataView data, string label, string name, CancellationToken cancellation)
    {
        var classes = new ClassColumn(data.Schema, label);
        var rows = new ClassLabels();
        using (DataViewRowCursor cursor = data.GetRowCursor([classes.Column]))
        {
            Func<ClassValue> read = classes.CreateReader(cursor);
            while (cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Add(read());
            }
        }

        (int[]? labels, Dictionary<int, ClassValue>? values) = rows.Number();
        if (labels.Length == 0)
            throw new BadInputException("There are no rows to weigh; give at least one.") { Code = "data.no-rows" };
        var weights = ClassWeights.Balanced(labels).ToDictionary(pair => values[pair.Key], pair => (float)pair.Value);
        return new(data, new WeightMapper(data.Schema, classes, name, weights));
    }

    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        Func<ClassValue> read = classes.CreateReader(input);
        return [(ValueGetter<float>)((ref float weight) =>
        {
            ClassValue value = read();
            weight = weights.TryGetValue(value, out float known) ? known
                : throw new BadInputException($"Class {classes.Name(value)} was not there when the classes were counted; weigh the view again.") { Code = "labels.class" };
        })];
    }
}
