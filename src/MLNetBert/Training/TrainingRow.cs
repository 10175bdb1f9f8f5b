namespace MLNetBert.Training;

/// <summary>A row as ML.NET's trainers read it.</summary>
internal sealed class TrainingRow
{
    public const string TextColumn = nameof(Text), PairColumn = nameof(TextPair), PositiveColumn = nameof(Positive), NumberColumn = nameof(Number);

    public string Label { get; set; } = "";

    /// <summary>For two classes: whether the row is of the rarer one.</summary>
    public bool Positive { get; set; }

    public float Number { get; set; }

    public string Text { get; set; } = "";

    public string TextPair { get; set; } = "";

    public float[] BertFeatures { get; set; } = [];
}
