using System.Threading.RateLimiting;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

namespace EmbeddingService;

/// <summary>The configured model, and a bound on how many requests wait for it: each takes a core or more.</summary>
internal sealed class Classifier(IServiceProvider services, ServiceOptions options) : IDisposable
{
    private readonly BertPredictor<TextRow, ClassRow>? _predictor = services.GetService<BertPredictor<TextRow, ClassRow>>();
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = Environment.ProcessorCount, QueueLimit = 256 });

    /// <summary>What the model says of texts.</summary>
    /// <exception cref="ApiException">There is no model, or too many wait.</exception>
    public async Task<ClassificationList> ClassifyAsync(string[] texts, CancellationToken cancellation)
    {
        if (_predictor == null)
            throw new ApiException(StatusCodes.Status404NotFound, "This service has no classifier; set Classifier:ModelPath to a .zip that mlnetbert train wrote.", code: "no_classifier");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Deadline);
        using RateLimitLease lease = await _limiter.AcquireAsync(1, deadline.Token);
        if (!lease.IsAcquired)
            throw new ApiException(StatusCodes.Status429TooManyRequests, "As many requests wait for the classifier as this service holds; try again in a second.", code: "rate_limit_exceeded");
        return await Task.Run(() => Classify(_predictor, texts), deadline.Token);
    }

    public void Dispose() => _limiter.Dispose();

    private static ClassificationList Classify(BertPredictor<TextRow, ClassRow> predictor, string[] texts)
    {
        TextRow[] rows = [.. texts.Select(text => new TextRow { Text = text })];
        while (true)
        {
            // The file may be replaced meanwhile: then the names may be another model's.
            DataViewSchema schema = predictor.OutputSchema;
            ClassRow[] classes = predictor.Predict(rows);
            if (predictor.OutputSchema != schema)
                continue;
            string[] labels = Labels(schema["Score"]);
            return new ClassificationList(
                [.. classes.Select((row, i) => new Classification(i, row.PredictedLabel, labels.Zip(row.Score).ToDictionary(pair => pair.First, pair => pair.Second)))],
                Path.GetFileName(predictor.ModelPath));
        }
    }

    private static string[] Labels(DataViewSchema.Column score)
    {
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, ((VectorDataViewType)score.Type).Size).Select(i => $"{i}")];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}

/// <summary>What a classifier reads.</summary>
public sealed class TextRow
{
    public string Text { get; set; } = "";

    /// <summary>Empty: pipelines that were saved whole ask for the column that they were trained on.</summary>
    public string Label { get; set; } = "";
}

/// <summary>What it gives: the label, and a score for each class.</summary>
public sealed class ClassRow
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
