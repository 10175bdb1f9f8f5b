namespace MLNetBert;

/// <summary>What an <see cref="AdditionalTrainer"/> is to make an estimator for. Immutable.</summary>
/// <param name="Context">An environment with the seed, for this fit alone.</param>
/// <param name="Task">What is learnt.</param>
/// <param name="FeatureColumnName">The features, a Single vector of known size; perhaps sparse.</param>
/// <param name="LabelColumnName">The label: a key for several classes, a Boolean for two, a Single for numbers.</param>
/// <param name="ExampleWeightColumnName">The weights, a Single; null if rows have none.</param>
public sealed record TrainerRequest(MLContext Context, LearningTask Task, string FeatureColumnName, string LabelColumnName, string? ExampleWeightColumnName);
