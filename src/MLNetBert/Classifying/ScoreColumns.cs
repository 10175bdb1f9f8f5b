using MLNetBert.Featurizing;

namespace MLNetBert.Classifying;

/// <summary>The columns of ScoreBert, as ML.NET's evaluators read them, made of a text's scores: probabilities of several labels, or the logit of one.</summary>
internal static class ScoreColumns
{
    private const string KeyValues = nameof(KeyValues);

    public static VectorColumn[] Of(ClassificationHead head, IReadOnlyList<string> labels, BertClassifyingOptions options) => head switch
    {
        ClassificationHead.Multiclass =>
        [
            VectorColumn.Whole(new(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, labels.Count), FeatureAnnotations.Of(labels, labels.Count, normalize: false))),
            VectorColumn.Scalar(new(options.PredictedLabelColumnName, new KeyDataViewType(typeof(uint), labels.Count), Names(labels)), Greatest),
        ],
        ClassificationHead.Binary =>
        [
            Score(options),
            VectorColumn.Scalar(new(options.ProbabilityColumnName, NumberDataViewType.Single), scores => LogitActivation.Sigmoid.Apply(scores)[0]),
            VectorColumn.Scalar(new(options.PredictedLabelColumnName, BooleanDataViewType.Instance), scores => scores[0] > 0),
        ],
        _ => [Score(options)],
    };

    /// <summary>The same columns before the data are known.</summary>
    public static SchemaShape.Column[] Shapes(IEnumerable<VectorColumn> columns) => [.. columns.Select(column => column.Column).Select(column => column.Type switch
    {
        VectorDataViewType vector => SchemaChecks.Shape(column.Name, vector, FeatureAnnotations.Shape(normalize: false)),
        KeyDataViewType => Scalar(column.Name, NumberDataViewType.UInt32, isKey: true, MLNetInternals.NewShapeColumn(KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false, null)),
        DataViewType type => Scalar(column.Name, type, isKey: false),
    })];

    private static SchemaShape.Column Scalar(string name, DataViewType type, bool isKey, params SchemaShape.Column[] annotations) =>
        MLNetInternals.NewShapeColumn(name, SchemaShape.Column.VectorKind.Scalar, type, isKey, new SchemaShape(annotations));

    private static VectorColumn Score(BertClassifyingOptions options) => VectorColumn.Scalar(new(options.ScoreColumnName, NumberDataViewType.Single), scores => scores[0]);

    private static DataViewSchema.Annotations Names(IReadOnlyList<string> labels)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(KeyValues, new VectorDataViewType(TextDataViewType.Instance, labels.Count), FeatureAnnotations.Texts(labels));
        return builder.ToAnnotations();
    }

    /// <summary>The key of the highest score, counted from 1; of several, that of the first; 0, a missing one, if none is a number.</summary>
    private static uint Greatest(float[] scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
                best = i;
        }

        return (uint)(best + 1);
    }
}
