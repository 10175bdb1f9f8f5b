namespace MLNetBert.Resampling;

/// <summary>The classes of some rows: labels in ascending order, and the rows of each, in the order given.</summary>
internal sealed class ClassTable
{
    private readonly Dictionary<int, int[]> rowsByClass;
    private readonly Func<int, string> name;

    public ClassTable(int[] labels, int[] rows, Func<int, string> name)
    {
        Labels = labels;
        Rows = rows;
        this.name = name;
        var lists = new Dictionary<int, List<int>>();
        foreach (int row in rows)
        {
            if (!lists.TryGetValue(labels[row], out List<int>? list))
            {
                lists.Add(labels[row], list = []);
            }

            list.Add(row);
        }

        rowsByClass = lists.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
        Classes = [.. lists.Keys.Order()];

        // Dictionaries keep the order of insertion as long as nothing is removed; ask for it explicitly all the same.
        SmallestFirstSeen = rows.Length == 0 ? 0 : lists.OrderBy(pair => pair.Value.Count).ThenBy(pair => Array.IndexOf(rows, pair.Value[0])).First().Key;
    }

    /// <summary>The label of every row of the data, also of rows that are not in this table.</summary>
    public int[] Labels { get; }

    /// <summary>The rows of this table.</summary>
    public int[] Rows { get; }

    public int[] Classes { get; }

    /// <summary>Of the smallest classes the one with the smallest label: the strategy's minority.</summary>
    public int Smallest => Classes.MinBy(Count);

    /// <summary>Of the largest classes the one with the smallest label: the strategy's majority.</summary>
    public int Largest => Classes.MaxBy(Count);

    /// <summary>Of the smallest classes the one that appears first: the minority of NearMiss and the cleaning samplers.</summary>
    public int SmallestFirstSeen { get; }

    public bool Contains(int label) => rowsByClass.ContainsKey(label);

    public int Count(int label) => rowsByClass[label].Length;

    public int[] RowsOf(int label) => rowsByClass[label];

    public string Name(int label) => name(label);

    public ClassTable Subset(int[] rows) => new(Labels, rows, name);
}
