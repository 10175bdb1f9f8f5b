namespace MLNetBert.Training;

/// <summary>Corrects a vector of probabilities; what was known of the column stays known.</summary>
internal sealed class ScoreMapper(DataViewSchema inputSchema, DataViewSchema.Column scores, PriorCorrection correction)
    : RowMapper(inputSchema, [scores], new DataViewSchema.DetachedColumn(scores.Name, scores.Type, scores.Annotations))
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        ValueGetter<VBuffer<float>> read = input.GetGetter<VBuffer<float>>(scores);
        VBuffer<float> given = default;
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                read(ref given);
                float[] dense = [.. given.DenseValues()];
                var editor = VBufferEditor.Create(ref value, dense.Length);
                correction.Apply(dense, editor.Values);
                value = editor.Commit();
            }),
        ];
    }
}

/// <summary>Corrects the probability of the positive of two classes, and gives both as a vector too.</summary>
internal sealed class ProbabilityMapper(DataViewSchema inputSchema, DataViewSchema.Column probability, PriorCorrectionTransformer stage)
    : RowMapper(
        inputSchema,
        [probability],
        new DataViewSchema.DetachedColumn(probability.Name, probability.Type, probability.Annotations),
        new DataViewSchema.DetachedColumn(stage.ScoreColumnName, stage.ScoreType, stage.SlotNames.Annotations()))
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0] && !active[1])
            return [null, null];
        ValueGetter<float> read = input.GetGetter<float>(probability);
        int positive = stage.PositiveClass;
        return
        [
            !active[0] ? null : (ValueGetter<float>)((ref float value) =>
            {
                Span<float> both = stackalloc float[2];
                Corrected(both);
                value = both[positive];
            }),
            !active[1] ? null : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, 2);
                Corrected(editor.Values);
                value = editor.Commit();
            }),
        ];

        void Corrected(Span<float> both)
        {
            float one = 0;
            read(ref one);
            Span<float> given = stackalloc float[2];
            (given[positive], given[1 - positive]) = (one, 1 - one);
            stage.Correction.Apply(given, both);
        }
    }
}
