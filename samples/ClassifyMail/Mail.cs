using Microsoft.ML.Data;

namespace ClassifyMail;

/// <summary>A row of mail-subjects.csv.</summary>
public sealed class Mail
{
    [LoadColumn(1), ColumnName("Label")]
    public string Label { get; set; } = "";

    [LoadColumn(2)]
    public string Text { get; set; } = "";
}

/// <summary>What the pipeline says of a mail.</summary>
public sealed class MailClass
{
    [ColumnName("PredictedLabel")]
    public string Label { get; set; } = "";

    [ColumnName("Score")]
    public float[] Probabilities { get; set; } = [];
}
