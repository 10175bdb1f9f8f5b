namespace Microsoft.ML;

/// <summary>Cross-validation with resampling in the right order, and the metrics of imbalanced classes, beside ML.NET's own.</summary>
public static class ResampledClassificationCatalog
{
    /// <summary>
    /// Splits into stratified folds; for each, prepares and resamples the other folds' rows, trains on the result, and tests on
    /// the fold's own rows, unchanged.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">All rows. Columns that are used are kept in memory, and read once for all folds.</param>
    /// <param name="sampler">The method; null trains on the rows as they are, over the same folds, for comparison.</param>
    /// <param name="trainer">Trained on the resampled rows; its PredictedLabel must stay a key.</param>
    /// <param name="preparation">Fitted on each fold's training rows before they are resampled, such as a featurizer; null: the data already has features.</param>
    /// <param name="numberOfFolds">Number of folds, from 2.</param>
    /// <param name="label">The column of classes: in the data for the split (key, text, truth value or whole number), and a key after the preparation.</param>
    /// <param name="features">The column of features, a Single vector of known size, after the preparation.</param>
    /// <param name="seed">Seed of the folds; a seed gives the same folds everywhere.</param>
    /// <param name="progress">Is told before each fold how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Stops reading and resampling soon, and training after the current fold's trainer has ended, since that cannot be stopped.</param>
    /// <returns>Each fold's model, metrics and scored rows.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there are fewer than 2 folds.</exception>
    /// <exception cref="BadInputException">A row has no class, a class has fewer rows than there are folds, or the sampler cannot work on these rows.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> CrossValidateResampled(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        Sampler? sampler,
        IEstimator<ITransformer> trainer,
        IEstimator<ITransformer>? preparation = null,
        int numberOfFolds = 5,
        string label = "Label",
        string features = "Features",
        long seed = 0,
        IProgress<FoldProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ResampledFolds.Run(data, sampler, trainer, preparation, numberOfFolds, label, features, seed, progress, cancellationToken, scored => catalog.Evaluate(scored, label));
    }

    /// <summary>The same for two classes and calibrated trainers: those that give a Probability.</summary>
    /// <remarks>The probabilities of a model trained on resampled rows are those under the resampled proportions.</remarks>
    /// <inheritdoc cref="CrossValidateResampled(MulticlassClassificationCatalog, IDataView, Sampler, IEstimator{ITransformer}, IEstimator{ITransformer}, int, string, string, long, IProgress{FoldProgress}, CancellationToken)"/>
    public static IReadOnlyList<ResampledFold<CalibratedBinaryClassificationMetrics>> CrossValidateResampled(
        this BinaryClassificationCatalog catalog,
        IDataView data,
        Sampler? sampler,
        IEstimator<ITransformer> trainer,
        IEstimator<ITransformer>? preparation = null,
        int numberOfFolds = 5,
        string label = "Label",
        string features = "Features",
        long seed = 0,
        IProgress<FoldProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ResampledFolds.Run(data, sampler, trainer, preparation, numberOfFolds, label, features, seed, progress, cancellationToken, scored => catalog.Evaluate(scored, label));
    }

    /// <summary>The same for two classes and trainers that give a Score but no Probability, such as linear SVMs.</summary>
    /// <inheritdoc cref="CrossValidateResampled(MulticlassClassificationCatalog, IDataView, Sampler, IEstimator{ITransformer}, IEstimator{ITransformer}, int, string, string, long, IProgress{FoldProgress}, CancellationToken)"/>
    public static IReadOnlyList<ResampledFold<BinaryClassificationMetrics>> CrossValidateResampledNonCalibrated(
        this BinaryClassificationCatalog catalog,
        IDataView data,
        Sampler? sampler,
        IEstimator<ITransformer> trainer,
        IEstimator<ITransformer>? preparation = null,
        int numberOfFolds = 5,
        string label = "Label",
        string features = "Features",
        long seed = 0,
        IProgress<FoldProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ResampledFolds.Run(data, sampler, trainer, preparation, numberOfFolds, label, features, seed, progress, cancellationToken, scored => catalog.EvaluateNonCalibrated(scored, label));
    }

    /// <summary>The metrics of imbalanced classes of a scored view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="scored">A view with truth and prediction.</param>
    /// <param name="labelColumnName">The column of true classes: a key, text, truth value or whole number.</param>
    /// <param name="predictedLabelColumnName">The column of predicted classes. If it is of another kind than the label's, classes are matched by name.</param>
    /// <param name="cancellationToken">Checked before each row: the first pass over a view may compute its features.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    /// <exception cref="BadInputException">There are no rows, or a row has no class.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImbalancedEvaluation EvaluateImbalanced(
        this MulticlassClassificationCatalog catalog, IDataView scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel", CancellationToken cancellationToken = default)
        => Evaluate(catalog, [scored], labelColumnName, predictedLabelColumnName, cancellationToken);

    /// <summary>The same for several views together, such as the held-out rows of all folds; keys with names are matched by name.</summary>
    /// <inheritdoc cref="EvaluateImbalanced(MulticlassClassificationCatalog, IDataView, string, string, CancellationToken)"/>
    public static ImbalancedEvaluation EvaluateImbalanced(
        this MulticlassClassificationCatalog catalog, IEnumerable<IDataView> scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel", CancellationToken cancellationToken = default)
        => Evaluate(catalog, scored, labelColumnName, predictedLabelColumnName, cancellationToken);

    /// <inheritdoc cref="EvaluateImbalanced(MulticlassClassificationCatalog, IDataView, string, string, CancellationToken)"/>
    public static ImbalancedEvaluation EvaluateImbalanced(
        this BinaryClassificationCatalog catalog, IDataView scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel", CancellationToken cancellationToken = default)
        => Evaluate(catalog, [scored], labelColumnName, predictedLabelColumnName, cancellationToken);

    /// <inheritdoc cref="EvaluateImbalanced(MulticlassClassificationCatalog, IEnumerable{IDataView}, string, string, CancellationToken)"/>
    public static ImbalancedEvaluation EvaluateImbalanced(
        this BinaryClassificationCatalog catalog, IEnumerable<IDataView> scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel", CancellationToken cancellationToken = default)
        => Evaluate(catalog, scored, labelColumnName, predictedLabelColumnName, cancellationToken);

    /// <summary>
    /// Turns the probabilities of a trainer that saw rebalanced rows into those for data as they come. PredictedLabel stays what the trainer decided, so
    /// that it need not be the class with the greatest score.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="trainingPriors">The shares of the classes among the rows that were trained on, in the order of the scores.</param>
    /// <param name="dataPriors">The shares of the classes in the data.</param>
    /// <param name="scoreColumnName">The column with a probability for each class; replaced.</param>
    /// <param name="temperature">Before that, probabilities are raised to the power 1 / temperature.</param>
    /// <exception cref="ArgumentException">There are not two or more priors above 0, as many of both.</exception>
    public static PriorCorrectionEstimator CorrectPrior(
        this MulticlassClassificationCatalog catalog, IReadOnlyList<double> trainingPriors, IReadOnlyList<double> dataPriors, string scoreColumnName = "Score", double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trainingPriors);
        ArgumentNullException.ThrowIfNull(dataPriors);
        return new(new() { TrainingPriors = trainingPriors, DataPriors = dataPriors, ScoreColumnName = scoreColumnName, Temperature = temperature });
    }

    /// <summary>The same for two classes: replaces the column Probability, and adds both classes' probabilities as a vector.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    public static PriorCorrectionEstimator CorrectPrior(this BinaryClassificationCatalog catalog, PriorCorrectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(options);
    }

    private static ImbalancedEvaluation Evaluate(object catalog, IEnumerable<IDataView> scored, string label, string predictedLabel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        return ScoredClasses.Evaluate([.. scored], label, predictedLabel, cancellation);
    }
}
