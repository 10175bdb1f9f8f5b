using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>A row of a test's data, with columns of several kinds to pass through.</summary>
public sealed class Row
{
    public string? Text { get; set; }

    public string? Second { get; set; }

    public string Label { get; set; } = "";

    public float Number { get; set; }

    [VectorType(3)]
    public float[] Vector { get; set; } = [];

    public float[] Variable { get; set; } = [];
}

public sealed class Featurized
{
    public string Text { get; set; } = "";

    public float Number { get; set; }

    public float[] Vector { get; set; } = [];

    public float[] Variable { get; set; } = [];

    public float[] Features { get; set; } = [];
}

public sealed class Features
{
    [ColumnName("Features")]
    public float[] Values { get; set; } = [];
}

internal static class Texts
{
    private static readonly string[] Words = ["a", "the", "cat", "sat", "mail", "spam", "zzz", "HELLO", "été", "1234", "?!", "naïve", "日本", "x-y", "word", "\U0001F600"];

    /// <summary>Texts of 0 to 30 words, some of them twice, the same ones every time.</summary>
    public static string[] Some(int count, int seed = 1)
    {
        var random = new Random(seed);
        var texts = new List<string>();
        for (int i = 0; i < count; i++)
            texts.Add(i > 3 && random.Next(8) == 0 ? texts[random.Next(i)] : string.Join(' ', Enumerable.Range(0, random.Next(31)).Select(_ => Words[random.Next(Words.Length)])));
        return [.. texts];
    }

    public static Row[] Rows(int count, int seed = 1)
        => [.. Some(count, seed).Select((text, i) => new Row
        {
            Text = text,
            Second = i % 3 == 0 ? "" : $"second {i}",
            Label = (i % 3).ToString(),
            Number = i,
            Vector = [i, -i, 0.5f],
            Variable = [.. Enumerable.Range(0, i % 4).Select(x => (float)x + i)],
        })];
}
