using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

namespace EmbeddingService;

/// <summary>A classifier that mlnetbert train or ML.NET saved. Thread-safe.</summary>
public sealed class Classifier
{
    private readonly MLContext _ml = new();
    private readonly ITransformer? _model;
    private readonly string[] _labels = [];

    /// <summary>Opens the configured one, if there is one.</summary>
    /// <exception cref="BadInputException">It is no classifier of texts.</exception>
    public Classifier(IConfiguration configuration)
    {
        if (configuration["Classifier:ModelPath"] is not { Length: > 0 } path)
            return;
        try
        {
            _model = _ml.Model.Load(path, out _);
            VBuffer<ReadOnlyMemory<char>> names = default;
            _model.GetOutputSchema(_ml.Data.LoadFromEnumerable<Input>([]).Schema)["Score"].Annotations.GetValue("SlotNames", ref names);
            _labels = [.. names.DenseValues().Select(name => name.ToString())];
            Classify([""]);
        }
        catch (Exception e) when (e is not BadInputException)
        {
            throw new BadInputException($"{path} is no classifier of texts ({e.GetBaseException().Message.TrimEnd('.')}); name a .zip that mlnetbert train wrote.", e) { Code = "saved.damaged", File = path };
        }

        Name = Path.GetFileName(path);
    }

    /// <summary>The name of its file.</summary>
    public string? Name { get; }

    public Task<Classification[]> ClassifyAsync(string[] texts, CancellationToken cancellation) => _model == null
        ? throw new ApiException(StatusCodes.Status404NotFound, "This service has no classifier; set Classifier:ModelPath to a .zip that mlnetbert train wrote.", code: "no_classifier")
        : Task.Run(() => Classify(texts), cancellation);

    private Classification[] Classify(string[] texts)
    {
        IDataView rows = _model!.Transform(_ml.Data.LoadFromEnumerable(texts.Select(text => new Input { Text = text })));
        return [.. _ml.Data.CreateEnumerable<Output>(rows, reuseRowObject: true).Select((row, i) => new Classification(
            i, row.PredictedLabel, _labels.Zip(row.Score).ToDictionary(pair => pair.First, pair => pair.Second)))];
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";

        /// <summary>Empty: pipelines that were saved whole ask for the column that they were trained on.</summary>
        public string Label { get; set; } = "";
    }

    private sealed class Output
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
