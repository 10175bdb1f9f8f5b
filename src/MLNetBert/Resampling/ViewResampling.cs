namespace MLNetBert.Resampling;

/// <summary>Resamples a view: features and labels go through a sampler, all other columns follow their rows.</summary>
internal static class ViewResampling
{
    public static ResampledDataView Resample(
        IDataView data,
        Sampler sampler,
        string label,
        string features,
        string? synthetic = null,
        string? sourceRow = null,
        IProgress<ResamplingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var store = new StoredRows(data);
        var classes = new ClassColumn(data.Schema, label);
        DataViewSchema.Column vectors = data.Schema.Require(features, "a Single vector of known size", IsFeatures);
        int size = ((VectorDataViewType)vectors.Type).Size;
        var matrix = new FeatureRows(size, data.GetRowCount());
        var rowLabels = new ClassLabels();
        store.Read([classes.Column], [classes.Column, vectors], cursor =>
        {
            Func<ClassValue> readClass = classes.CreateReader(cursor);
            ValueGetter<VBuffer<float>> readVector = cursor.GetGetter<VBuffer<float>>(vectors);
            VBuffer<float> vector = default;
            return () =>
            {
                cancellation.ThrowIfCancellationRequested();
                rowLabels.Add(readClass());
                readVector(ref vector);
                matrix.Add(vector);
            };
        });

        (int[]? labels, Dictionary<int, ClassValue>? values) = rowLabels.Number();
        ResampleResult result = sampler.Resample(matrix.ToMatrix(), labels, Name, progress, cancellation);
        if (result.Rows == 0)
            throw new BadInputException("The sampler removed every row; use a milder one, or fewer neighbours.") { Code = "data.no-rows" };
        return new(View(store, result, vectors, synthetic, sourceRow), result.Warnings);

        string Name(int number) => values.TryGetValue(number, out ClassValue value) ? classes.Name(value) : $"{number}";
    }

    private static SelectedRows View(StoredRows store, ResampleResult result, DataViewSchema.Column features, string? synthetic, string? sourceRow)
    {
        var own = new Dictionary<int, Func<Func<int>, Delegate>>
        {
            [features.Index] = row => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                ReadOnlySpan<float> from = result.Row(row());
                var editor = VBufferEditor.Create(ref value, from.Length);
                from.CopyTo(editor.Values);
                value = editor.Commit();
            }),
        };
        if (synthetic == null && sourceRow == null)
            return new(store, result.SourceRows, store.Schema, own);

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(store.Schema);
        int next = store.Schema.Count;
        if (synthetic != null)
        {
            builder.AddColumn(synthetic, BooleanDataViewType.Instance);
            own[next++] = row => (ValueGetter<bool>)((ref bool value) => value = result.IsSynthetic(row()));
        }

        if (sourceRow != null)
        {
            builder.AddColumn(sourceRow, NumberDataViewType.Int64);
            own[next] = row => (ValueGetter<long>)((ref long value) => value = result.SourceRows[row()]);
        }

        return new(store, result.SourceRows, builder.ToSchema(), own);
    }

    private static bool IsFeatures(DataViewType type) => type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType.Equals(NumberDataViewType.Single);
}
