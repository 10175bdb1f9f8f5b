namespace MLNetBert;

/// <summary>A way from texts to labels: features, balancing, trainer. Immutable and thread-safe.</summary>
/// <param name="Features">One of <see cref="TextClassifierOptions.FeatureNames"/>.</param>
/// <param name="Method">One of <see cref="TextClassifierOptions.MethodNames"/>.</param>
/// <param name="Trainer">One of <see cref="TextClassifierOptions.TrainerNames"/>, or the name of one of <see cref="TextClassifierOptions.AdditionalTrainers"/>.</param>
/// <param name="C">How little weights are held back, as scikit-learn's C: L2 regularization is 1 / C of the summed losses; null for trainers without it.</param>
public sealed record TextPipeline(string Features, string Method, string Trainer, double? C = null)
{
    /// <summary>The features, the way of balancing and the trainer, in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Features}, {Method}, {TrainerText}");

    /// <summary>The trainer with its regularization, such as <c>lbfgs C=1</c>.</summary>
    public string TrainerText => C is { } c ? string.Create(CultureInfo.InvariantCulture, $"{Trainer} C={c}") : Trainer;
}
