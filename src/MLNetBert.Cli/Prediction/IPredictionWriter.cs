namespace MLNetBert.Cli.Prediction;

/// <summary>Writes predictions in one format.</summary>
internal interface IPredictionWriter : IOutput
{
    /// <summary>Writes one row.</summary>
    void Write(PredictedRow prediction);
}
