namespace MLNetBert.Resampling.Comparison;

/// <summary>One way to deal with imbalanced classes, under the name that the user gave it: nothing, class weights, or a sampler.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Sampler">Resamples the training rows; null leaves them as they are.</param>
/// <param name="WeighClasses">Whether all classes weigh the same in training.</param>
public sealed record ComparedMethod(string Name, Sampler? Sampler = null, bool WeighClasses = false)
{
    /// <summary>The training rows as they are.</summary>
    public static readonly ComparedMethod None = new("none");

    /// <summary>The training rows as they are, but weighted so that all classes weigh the same: scikit-learn's <c>class_weight="balanced"</c>.</summary>
    public static readonly ComparedMethod ClassWeight = new("class-weight", WeighClasses: true);
}
