using Microsoft.ML.Data;

namespace RebalanceMail;

/// <summary>A row of mail-subjects.csv.</summary>
public sealed class Mail
{
    [LoadColumn(1), ColumnName("Label")]
    public string Label { get; set; } = "";

    [LoadColumn(2)]
    public string Text { get; set; } = "";
}
