namespace MLNetBert.Resampling.Data;

/// <summary>The classes of some rows: labels in ascending order, and the rows of each, in the order given.</summary>
internal sealed class ClassTable
{
    private readonly Dictionary<int, int[]> _rowsByClass;
    private readonly Func<int, string> _name;

    public ClassTable(int[] labels, int[] rows, Func<int, string> name)
    {
        Labels = labels;
        Rows = rows;
        _name = name;
        (Dictionary<int, List<int>> lists, List<int> seen) = Collect(labels, rows);
        _rowsByClass = new Dictionary<int, int[]>(lists.Count);
        int smallest = int.MaxValue;
        foreach (int label in seen)
        {
            _rowsByClass.Add(label, lists[label].ToArray());
            if (lists[label].Count < smallest)
                (smallest, SmallestFirstSeen) = (lists[label].Count, label);
        }

        Classes = seen.ToArray();
        Array.Sort(Classes);
        (Smallest, Largest) = (Classes[0], Classes[0]);
        foreach (int label in Classes)
        {
            Smallest = Count(label) < Count(Smallest) ? label : Smallest;
            Largest = Count(label) > Count(Largest) ? label : Largest;
        }
    }

    /// <summary>The label of every row of the data, even of rows that are not in this table.</summary>
    public int[] Labels { get; }

    /// <summary>The rows of this table.</summary>
    public int[] Rows { get; }

    public int[] Classes { get; }

    /// <summary>Of the smallest classes, the one with the smallest label: the strategy's minority.</summary>
    public int Smallest { get; }

    /// <summary>Of the largest classes, the one with the smallest label: the strategy's majority.</summary>
    public int Largest { get; }

    /// <summary>Of the smallest classes, the one that appears first: the minority of NearMiss and the cleaning samplers.</summary>
    public int SmallestFirstSeen { get; }

    public bool Contains(int label) => _rowsByClass.ContainsKey(label);

    public int Count(int label) => _rowsByClass[label].Length;

    public int[] RowsOf(int label) => _rowsByClass[label];

    public string Name(int label) => _name(label);

    public ClassTable Subset(int[] rows) => new(Labels, rows, _name);

    /// <summary>The rows of each class, and the classes in the order in which they appear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Dictionary<int, List<int>> Lists, List<int> Seen) Collect(int[] labels, int[] rows)
    {
        var lists = new Dictionary<int, List<int>>();
        var seen = new List<int>();
        foreach (int row in rows)
        {
            if (!lists.TryGetValue(labels[row], out List<int>? list))
            {
                lists.Add(labels[row], list = []);
                seen.Add(labels[row]);
            }

            list.Add(row);
        }

        return (lists, seen);
    }
}
