namespace MLNetBert;

/// <summary>Rows whose most likely class has a similar probability, and how often that class is right.</summary>
/// <param name="Confidence">The mean of these probabilities.</param>
/// <param name="Accuracy">The share of the rows that are of that class.</param>
/// <param name="Rows">How many rows there are.</param>
public readonly record struct ReliabilityBin(double Confidence, double Accuracy, int Rows);
