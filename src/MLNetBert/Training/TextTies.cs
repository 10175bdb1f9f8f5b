namespace MLNetBert.Training;

/// <summary>Finds rows that must not be on both sides of a split: equal texts, but for case and space around them, and groups.</summary>
internal sealed class TextTies
{
    private readonly int[] _parents;

    public TextTies(IReadOnlyList<LabeledText> rows)
    {
        _parents = [.. Enumerable.Range(0, rows.Count)];
        var repeated = new List<int>();
        var conflicting = new HashSet<int>();
        Dictionary<string, int> texts = new(StringComparer.Ordinal), groups = new(StringComparer.Ordinal);
        for (int row = 0; row < rows.Count; row++)
        {
            if (!texts.TryAdd(Key(rows[row]), row))
            {
                int first = texts[Key(rows[row])];
                repeated.Add(row);
                if (rows[first].Label != rows[row].Label)
                    conflicting.Add(first);
                Tie(row, first);
            }

            if (rows[row].Group is { } group && !groups.TryAdd(group, row))
                Tie(row, groups[group]);
        }

        (Groups, Repeated, Conflicting) = ([.. _parents.Select((_, row) => Root(row))], repeated, conflicting.Count);
    }

    /// <summary>The first row that each row is tied to.</summary>
    public int[] Groups { get; }

    /// <summary>Rows whose text stands in an earlier row.</summary>
    public IReadOnlyList<int> Repeated { get; }

    /// <summary>How many repeated texts have different labels.</summary>
    public int Conflicting { get; }

    private static string Key(LabeledText row) => $"{row.Text.Trim().ToUpperInvariant()}\0{row.TextPair?.Trim().ToUpperInvariant()}";

    private int Root(int row)
    {
        while (_parents[row] != row)
            row = _parents[row] = _parents[_parents[row]];
        return row;
    }

    private void Tie(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
