using Microsoft.ML.Data;

namespace StagedPipeline;

/// <summary>A row of mail-subjects.csv.</summary>
public sealed class Mail
{
    [LoadColumn(1)]
    public string Label { get; set; } = "";

    [LoadColumn(2)]
    public string Text { get; set; } = "";
}
