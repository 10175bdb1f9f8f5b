namespace MLNetBert.Training;

/// <summary>All rows with BERT's features, as views of ML.NET.</summary>
internal sealed class TrainingData
{
    private readonly TrainingRow[] _rows;
    private readonly SchemaDefinition _schema;
    private readonly bool _pairs;

    public TrainingData(TrainingRows rows, IReadOnlyList<float[]> features, TextClassifierOptions options)
    {
        (Rows, Features, Seed, Threads) = (rows, features, options.Seed, options.Threads);
        Additional = options.AdditionalTrainers.ToDictionary(trainer => trainer.Name);
        _pairs = rows.HasPairs;
        Positive = rows.ClassNames.Length == 2 && rows.Classes.Count(label => label == 0) < rows.Classes.Count(label => label == 1) ? 0 : 1;
        _rows = [.. rows.Rows.Select((row, i) => new TrainingRow
        {
            Label = row.Label,
            Positive = rows.Classes[i] == Positive,
            Number = (float)(rows.Numbers?[i] ?? 0),
            Text = row.Text,
            TextPair = row.TextPair ?? "",
            BertFeatures = features[i],
        })];
        _schema = SchemaDefinition.Create(typeof(TrainingRow));
        _schema[FeatureSet.BertColumn].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
    }

    public TrainingRows Rows { get; }

    public IReadOnlyList<float[]> Features { get; }

    public long Seed { get; }

    public int? Threads { get; }

    /// <summary>The caller's trainers by name.</summary>
    public IReadOnlyDictionary<string, AdditionalTrainer> Additional { get; }

    public LearningTask Task => Rows.Numbers != null ? LearningTask.Regression : Rows.ClassNames.Length == 2 ? LearningTask.BinaryClassification : LearningTask.MulticlassClassification;

    /// <summary>Of two classes the rarer one, or the second.</summary>
    public int Positive { get; }

    /// <summary>An environment of its own: what one part draws from it moves no other.</summary>
    public MLContext ML() => new((int)Seed);

    public IDataView View(int[] rows) => ML().Data.LoadFromEnumerable(Array.ConvertAll(rows, row => _rows[row]), _schema);

    /// <summary>ML.NET's own features of the texts.</summary>
    public IEstimator<ITransformer> TextFeatures()
        => ML().Transforms.Text.FeaturizeText(FeatureSet.TextColumn, new Microsoft.ML.Transforms.Text.TextFeaturizingEstimator.Options(), _pairs ? [TrainingRow.TextColumn, TrainingRow.PairColumn] : [TrainingRow.TextColumn]);
}
