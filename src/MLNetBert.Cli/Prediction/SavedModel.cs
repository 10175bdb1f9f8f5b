using System.Text.Json.Nodes;
using MLNetBert.Cli.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.Cli.Prediction;

/// <summary>A model that train wrote, or another of ML.NET with the column Text and a Score.</summary>
internal sealed class SavedModel
{
    private const int RowsTogether = 4096;

    private readonly MLContext _ml = new();
    private readonly ITransformer _model;
    private readonly DataViewSchema _output;

    private SavedModel(string path, ITransformer model, DataViewSchema? input)
    {
        Path = path;
        _model = model;
        IDataView none = _ml.Data.LoadFromEnumerable<ModelInput>([]);
        try
        {
            _output = model.GetOutputSchema(none.Schema);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw Unusable(path, $"cannot read the columns Text and TextPair ({e.Message.TrimEnd('.')})", e);
        }

        Featurizer = Stages(model).OfType<BertFeaturizingTransformer>().FirstOrDefault();
        HasPairs = input?.GetColumnOrNull("TextPair") != null || Featurizer?.TextPairColumnName != null;
        if (_output.GetColumnOrNull("Score") is not { } score || (score.Type is VectorDataViewType vector ? vector.ItemType : score.Type).RawType != typeof(float))
            throw Unusable(path, "gives no Score");

        Labels = score.Type is VectorDataViewType ? Names(score, path) : [];
        if (Labels.Count > 0 && _output.GetColumnOrNull("PredictedLabel")?.Type is not TextDataViewType)
            throw Unusable(path, "gives no PredictedLabel that is a text");
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The names of the classes; empty if a number is estimated.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Whether it reads pairs of texts.</summary>
    public bool HasPairs { get; }

    /// <summary>Its stage of BERT's features; null if there is none.</summary>
    public BertFeaturizingTransformer? Featurizer { get; }

    /// <summary>Loads a model, and checks it against the card beside it if there is one.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="gpuDeviceId">The GPU that runs it; null: the CPU.</param>
    public static SavedModel Load(string path, int? gpuDeviceId)
    {
        InputFile.Check(path);
        SavedModel model;
        try
        {
            model = new(path, new MLContext { GpuDeviceId = gpuDeviceId, FallbackToCpu = false }.Model.Load(path, out DataViewSchema? input), input);
        }
        catch (Exception e) when (e is not BadInputException)
        {
            for (Exception? inner = e; inner != null; inner = inner.InnerException)
            {
                if (inner is BadInputException bad)
                    throw bad.At(path, file: path);
            }

            throw new BadInputException($"{path} is not a model that ML.NET can load ({e.GetBaseException().Message.TrimEnd('.')}); name a .zip that train wrote.", e) { Code = "saved.damaged", File = path };
        }

        model.CheckCard();
        return model;
    }

    /// <summary>What the model says of rows, in their order; few are in memory at a time. While one piece of them is at what comes behind BERT, on one thread, the next goes through BERT on all.</summary>
    public IEnumerable<PredictedRow> Predict(IEnumerable<TextRow> rows, CancellationToken cancellation)
    {
        Task<PredictedRow[]> before = Task.FromResult<PredictedRow[]>([]);
        foreach (TextRow[] piece in rows.Chunk(RowsTogether))
        {
            Task<PredictedRow[]> next = Task.Run(() => PredictPiece(piece), cancellation);
            foreach (PredictedRow row in before.WaitAsync(cancellation).GetAwaiter().GetResult())
                yield return row;

            before = next;
        }

        foreach (PredictedRow row in before.WaitAsync(cancellation).GetAwaiter().GetResult())
            yield return row;
    }

    private PredictedRow[] PredictPiece(TextRow[] rows)
    {
        IDataView view = _model.Transform(_ml.Data.LoadFromEnumerable(Array.ConvertAll(rows, row => new ModelInput { Text = row.Text, TextPair = row.TextPair ?? "" })));
        DataViewSchema.Column score = view.Schema["Score"];
        if (Labels.Count == 0)
            return [.. view.GetColumn<float>(score).Zip(rows, (number, row) => new PredictedRow(row, null, [number]))];

        DataViewSchema.Column label = view.Schema["PredictedLabel"];
        using DataViewRowCursor cursor = view.GetRowCursor([score, label]);
        ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
        ValueGetter<ReadOnlyMemory<char>> getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(label);
        VBuffer<float> scores = default;
        ReadOnlyMemory<char> name = default;
        var predicted = new PredictedRow[rows.Length];
        for (int i = 0; cursor.MoveNext(); i++)
        {
            getScores(ref scores);
            getLabel(ref name);
            predicted[i] = new(rows[i], name.ToString(), [.. scores.DenseValues()]);
        }

        return predicted;
    }

    private void CheckCard()
    {
        string path = ModelCard.PathOf(Path);
        if (!File.Exists(path))
            return;

        JsonNode? card;
        try
        {
            card = JsonNode.Parse(File.ReadAllText(path));
            int format = card!["format"]!.GetValue<int>();
            if (format > TrainingJson.Format)
                throw new BadInputException($"{path} has format {format}, but this version of mlnetbert reads formats up to {TrainingJson.Format}; update mlnetbert.") { Code = "saved.version", File = path, Key = "format" };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{path} is not the card of a model; copy it again, or delete it.", e) { Code = "saved.damaged", File = path };
        }

        if (Featurizer == null || card["fingerprint_parts"] is not JsonObject parts)
            return;

        // Where a model runs is not what it is.
        var own = Featurizer.Featurizer.Fingerprint.Parts.ToDictionary(part => part.Key, part => part.Value);
        foreach ((string name, JsonNode? part) in parts.Where(part => part.Key is not ("ONNX Runtime" or "kernels")))
        {
            string? known = part is JsonValue value && value.TryGetValue(out string? text) ? text : null;
            if (known != own.GetValueOrDefault(name))
                throw new BadInputException($"{path} and {Path} do not belong together: of BERT's features, {name} is {known} in the card and {own.GetValueOrDefault(name) ?? "nothing"} in the model; bring both from the same training.") { Code = "saved.changed", File = path, Key = name };
        }
    }

    private static IEnumerable<ITransformer> Stages(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];

    private static string[] Names(DataViewSchema.Column score, string path)
    {
        if (score.Annotations.Schema.GetColumnOrNull("SlotNames") == null)
            throw Unusable(path, "does not name its classes");

        VBuffer<ReadOnlyMemory<char>> names = default;
        score.Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static BadInputException Unusable(string path, string why, Exception? cause = null) =>
        new($"{path} {why}, so it is no model for texts; name a .zip that train wrote.", cause) { Code = "saved.damaged", File = path };

    private sealed class ModelInput
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";
    }
}

/// <summary>What a model says of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Label">The class; null if a number is estimated.</param>
/// <param name="Scores">The probability of each class, or the number.</param>
internal sealed record PredictedRow(TextRow Row, string? Label, float[] Scores);
