namespace Microsoft.ML;

/// <summary>Classes of unequal size, balanced by rows or by weights: <c>mlContext.Data.Resample(...)</c>. For training rows only.</summary>
public static class ResamplingCatalog
{
    /// <summary>
    /// Adds rows to small classes, removes rows of large ones, or both, in feature space. Resample only the training rows, after the split: a
    /// row that is copied or interpolated before the split ends up on both sides of it, and the score then measures memory
    /// (<c>CrossValidateResampled</c> gets the order right).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows; features and labels are read at once, other columns when they are first asked for.</param>
    /// <param name="sampler">The method, such as <see cref="Smote"/>.</param>
    /// <param name="label">The column of classes: a key, text, truth value or whole number. In a sampler's own settings, a class is its key's
    /// number, 0 or 1, the number itself, or for texts the place in code point order, from 0.</param>
    /// <param name="features">The column of features: a Single vector of known size.</param>
    /// <param name="syntheticColumnName">A Boolean column to add: whether the row was made, rather than being one of <paramref name="data"/>; null for none.</param>
    /// <param name="sourceRowColumnName">An Int64 column to add: the row of <paramref name="data"/>, from 0, that the row is, or was made from; null for none.</param>
    /// <param name="progress">Is told how far the sampler has got; null for nobody.</param>
    /// <param name="cancellationToken">Stops reading and resampling soon.</param>
    /// <returns>A view with the same schema. Rows that stay keep all their values; a synthetic row has the values of its base row, but its own
    /// features. The order is imbalanced-learn's.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, names collide, or a parameter of the sampler is out of range.</exception>
    /// <exception cref="BadInputException">A row has no class (a missing key, NaN, an empty text), or the rows cannot be resampled this way; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ResampledDataView Resample(
        this DataOperationsCatalog catalog,
        IDataView data,
        Sampler sampler,
        string label = "Label",
        string features = "Features",
        string? syntheticColumnName = null,
        string? sourceRowColumnName = null,
        IProgress<ResamplingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(sampler);
        string[] names = [.. new[] { label, features, syntheticColumnName, sourceRowColumnName }.OfType<string>()];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The column name '{twice.Key}' is given twice; label, features and added columns need different names.", nameof(syntheticColumnName));
        return ViewResampling.Resample(data, sampler, label, features, syntheticColumnName, sourceRowColumnName, progress, cancellationToken);
    }

    /// <summary>
    /// Adds a weight to each row instead of adding rows: rows / (classes × rows of its class), scikit-learn's "balanced". For trainers
    /// that take an <c>exampleWeightColumnName</c>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The training rows; their labels are read once, now.</param>
    /// <param name="label">The column of classes: a key, text, truth value or whole number.</param>
    /// <param name="weightColumnName">The Single column to add.</param>
    /// <param name="cancellationToken">Checked before each row.</param>
    /// <exception cref="ArgumentException">The label column is missing or of another type.</exception>
    /// <exception cref="BadInputException">There are no rows, or a row has no class.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IDataView AddBalancedWeights(this DataOperationsCatalog catalog, IDataView data, string label = "Label", string weightColumnName = "Weight", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(weightColumnName);
        return WeightMapper.Balance(data, label, weightColumnName, cancellationToken);
    }
}
