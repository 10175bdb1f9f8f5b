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

    /// <summary>The GPU that runs the model (<c>MLContext.GpuDeviceId</c>), from 0; null (default): none, the CPU does.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Whether the CPU runs the model if the GPU cannot (<c>MLContext.FallbackToCpu</c>). Default: no; that is an error.</summary>
    public bool FallbackToCpu { get; set; }
}
