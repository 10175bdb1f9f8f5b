namespace MLNetBert;

/// <summary>The options of <c>AddBertPrediction</c>, from code or a section of the configuration. They are read when the predictor is made; later changes have no effect.</summary>
public sealed class BertPredictionOptions
{
    /// <summary>The saved model: a .zip that <c>mlnetbert train</c> or <c>ml.Model.Save</c> wrote.</summary>
    public string ModelPath { get; set; } = "";

    /// <summary>
    /// How often is looked whether the file has changed. One that has, and is the same at two looks, is loaded while the old model goes on answering. Default 2 s; zero:
    /// never.
    /// </summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);
}
