using MLNetBert.Training;

namespace MLNetBert;

/// <summary>
/// A trainer that is tried beside those of <see cref="TextClassifierOptions.TrainerNames"/>, such as one from another package. Such trainers come last, one fit after
/// another, since they may be slow and may use every core. Immutable; as thread-safe as <paramref name="Create"/>.
/// </summary>
/// <param name="Name">The name by which <see cref="TextClassifierOptions.Trainers"/> and the results call it.</param>
/// <param name="Create">Makes an estimator for a fit. What it gives: for several classes PredictedLabel, a key, and Score, a probability for each; for two a transformer of
/// ML.NET's binary trainers, or a chain with one, with Score, above 0 for the positive class, and Probability; for numbers Score. A seed should decide all that is random.</param>
public sealed record AdditionalTrainer(string Name, Func<TrainerRequest, IEstimator<ITransformer>> Create)
{
    /// <summary>Whether it takes a column of weights, so that class weights can be tried. Default false.</summary>
    public bool TakesWeights { get; init; }

    /// <exception cref="InvalidOperationException">The trainer does not give what it should.</exception>
    internal ITransformer Fit(TrainerRequest request, IDataView rows)
    {
        IEstimator<ITransformer> estimator = Create(request) ?? throw new InvalidOperationException($"The trainer {Name} made no estimator.");
        ITransformer fitted = estimator.Fit(rows);
        DataViewSchema given = fitted.GetOutputSchema(rows.Schema);
        string? missing = ScoreReader.Columns(request.Task).FirstOrDefault(column => given.GetColumnOrNull(column) == null);
        return missing == null ? fitted : throw new InvalidOperationException($"The trainer {Name} gives no column {missing}, which is needed for {request.Task}.");
    }
}
