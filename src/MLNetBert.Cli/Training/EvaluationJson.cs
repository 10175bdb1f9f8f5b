using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Cli.Training;

/// <summary>Parts of JSON that train and predict have in common.</summary>
internal static class EvaluationJson
{
    /// <summary>{"value","low","high"}; low and high are left out where there is no interval.</summary>
    public static void Interval(Utf8JsonWriter json, string name, MetricInterval interval)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value"u8, interval.Value);
        json.WriteNumber("low"u8, interval.Low);
        json.WriteNumber("high"u8, interval.High);
        json.WriteEndObject();
    }

    /// <summary>Precision, recall and F1 of each class, and how often it was taken for each other.</summary>
    public static void Classes(Utf8JsonWriter json, IReadOnlyList<string> names, ClassConfusionMatrix confusion, IReadOnlyList<MetricInterval> recalls)
    {
        json.WriteStartObject("classes"u8);
        for (int label = 0; label < names.Count; label++)
        {
            int place = confusion.Labels.IndexOf(label);
            json.WriteStartObject(names[label]);
            json.WriteNumber("rows"u8, place < 0 ? 0 : confusion.Support(place));
            json.WriteNumber("precision"u8, place < 0 ? 0 : confusion.Precision(place));
            if (label < recalls.Count)
                Interval(json, "recall", recalls[label]);
            else
                json.WriteNumber("recall"u8, place < 0 ? 0 : confusion.Recall(place));

            json.WriteNumber("f1"u8, place < 0 ? 0 : confusion.F1(place));
            json.WriteStartObject("predicted"u8);
            for (int other = 0; other < names.Count; other++)
                json.WriteNumber(names[other], place < 0 || confusion.Labels.IndexOf(other) is var at && at < 0 ? 0 : confusion[place, confusion.Labels.IndexOf(other)]);

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
