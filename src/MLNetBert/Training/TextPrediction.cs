namespace MLNetBert;

/// <summary>What was predicted of a row by a model that had not seen it.</summary>
/// <param name="Row">The row's number, from 0.</param>
/// <param name="Predicted">The place of the predicted class in <see cref="TextClassifierResult.ClassNames"/>; -1 for numbers.</param>
/// <param name="Scores">The probability of each class, corrected; for numbers the estimate alone.</param>
public sealed record TextPrediction(int Row, int Predicted, IReadOnlyList<float> Scores);
