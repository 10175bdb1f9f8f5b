using System.Text;

namespace ClassifyMail;

/// <summary>How many mails of each class were taken for each class, over all folds.</summary>
internal sealed class ConfusionTable
{
    private readonly SortedDictionary<string, SortedDictionary<string, int>> _counts = new(StringComparer.Ordinal);

    /// <summary>The mean of the classes' recalls.</summary>
    public double BalancedAccuracy => _counts.Keys.Average(Recall);

    public void Add(IEnumerable<string> actual, IEnumerable<string> predicted)
    {
        foreach ((string? truth, string? taken) in actual.Zip(predicted))
        {
            if (!_counts.TryGetValue(truth, out SortedDictionary<string, int>? row))
                _counts[truth] = row = new(StringComparer.Ordinal);
            row[taken] = row.GetValueOrDefault(taken) + 1;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{"truth \\ predicted",-20}");
        foreach (string name in _counts.Keys)
            text.Append($"{name,12}");
        text.AppendLine($"{"recall",12}");
        foreach ((string? truth, SortedDictionary<string, int>? row) in _counts)
        {
            text.Append($"{truth,-20}");
            foreach (string name in _counts.Keys)
                text.Append($"{row.GetValueOrDefault(name),12}");
            text.AppendLine($"{Recall(truth),12:0.000}");
        }

        return text.ToString();
    }

    private double Recall(string truth) => (double)_counts[truth].GetValueOrDefault(truth) / _counts[truth].Values.Sum();
}
