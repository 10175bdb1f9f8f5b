namespace MLNetBert.Hosting.Prediction;

/// <summary>What can be said of the options before a model is loaded.</summary>
internal sealed class PredictionOptionsCheck(string of) : IValidateOptions<BertPredictionOptions>
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, BertPredictionOptions options)
    {
        if (name != of)
            return ValidateOptionsResult.Skip;
        ValidateOptionsResultBuilder mistakes = new();
        if (!File.Exists(options.ModelPath))
            mistakes.AddError($"{(options.ModelPath.Length == 0 ? "no file is named" : $"there is no file {options.ModelPath}")}; name a .zip that mlnetbert train or ml.Model.Save wrote", nameof(options.ModelPath));
        if (options.ReloadInterval < TimeSpan.Zero || options.ReloadInterval > LongestInterval)
            mistakes.AddError($"{options.ReloadInterval} was given; zero (never) to one day is expected", nameof(options.ReloadInterval));
        if (options.GpuDeviceId < 0)
            mistakes.AddError($"{options.GpuDeviceId} was given; the GPUs are counted from 0", nameof(options.GpuDeviceId));
        return mistakes.Build();
    }
}
