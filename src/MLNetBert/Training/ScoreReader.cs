namespace MLNetBert.Training;

/// <summary>Reads what a fitted trainer says of rows.</summary>
internal static class ScoreReader
{
    /// <summary>The columns that say what a trainer decided.</summary>
    public static string[] Columns(LearningTask task) => task switch
    {
        LearningTask.Regression => ["Score"],
        LearningTask.BinaryClassification => ["Score", "Probability"],
        _ => ["Score", "PredictedLabel"],
    };

    public static void Read(TrainingData data, IDataView scored, int[] rows, CellScores into, CancellationToken cancellation)
    {
        DataViewSchema schema = scored.Schema;
        using DataViewRowCursor cursor = scored.GetRowCursor(Columns(data.Task).Select(name => schema[name]));
        Action<int> read = data.Task == LearningTask.MulticlassClassification ? Classes(cursor, into) : One(data, cursor, into);
        int place = 0;
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            read(rows[place++]);
        }
    }

    private static Action<int> Classes(DataViewRowCursor cursor, CellScores into)
    {
        ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(cursor.Schema["PredictedLabel"]);
        VBuffer<float> scores = default;
        uint label = 0;
        return row =>
        {
            getScores(ref scores);
            getLabel(ref label);
            scores.CopyTo(into.Probabilities.AsSpan(row * scores.Length, scores.Length));
            into.Predicted[row] = (int)label - 1;
        };
    }

    private static Action<int> One(TrainingData data, DataViewRowCursor cursor, CellScores into)
    {
        ValueGetter<float> getScore = cursor.GetGetter<float>(cursor.Schema["Score"]);
        ValueGetter<float>? getProbability = data.Task == LearningTask.Regression ? null : cursor.GetGetter<float>(cursor.Schema["Probability"]);
        float score = 0, probability = 0;
        return row =>
        {
            getScore(ref score);
            into.Raw[row] = score;
            if (getProbability == null)
                return;
            getProbability(ref probability);
            into.Probabilities[(row * 2) + data.Positive] = probability;
            into.Probabilities[(row * 2) + 1 - data.Positive] = 1 - probability;
            into.Predicted[row] = score > 0 ? data.Positive : 1 - data.Positive;
        };
    }
}
