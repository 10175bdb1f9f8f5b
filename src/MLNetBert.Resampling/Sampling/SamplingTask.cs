namespace MLNetBert.Resampling.Sampling;

/// <summary>One run of a sampler: the data, what the strategy asks for, where random numbers come from, what to warn about.</summary>
internal sealed record SamplingTask(FeatureMatrix Features, ClassTable Classes, Draws Draws, Workers Workers, SortedList<int, int> Targets)
{
    public List<string> Warnings { get; init; } = [];

    /// <summary>Rejects a number of neighbours that some rows do not have.</summary>
    public static void RequireNeighbours(int rows, long needed, string whose, string parameter, int given)
    {
        if (rows < needed)
            throw TooFew(rows, needed, whose, parameter, given);
    }

    private static BadInputException TooFew(int rows, long needed, string whose, string parameter, int given)
    {
        long most = given - (needed - rows);
        return new BadInputException(most < 1
            ? $"{whose} {rows} {(rows == 1 ? "row" : "rows")}, too few for {parameter} = {given}; add rows, or use a method that needs no neighbours, such as random-over-sampler or random-under-sampler."
            : $"{whose} {rows} rows, but {parameter} = {given} needs at least {needed}; lower {parameter} to {most} or less, or add rows.")
        { Code = "data.too-few-rows", Key = parameter };
    }

    /// <summary>For some rows of a class, the k nearest rows of the same class.</summary>
    public NeighbourTable WithinClass(int label, int[] rows, int k, string parameter)
    {
        int[] pool = Classes.RowsOf(label);
        RequireNeighbours(pool.Length, k + 1L, $"Class {Classes.Name(label)} has", parameter, k);
        return NeighbourSearch.Others(Features, rows, pool, k, Workers);
    }

    /// <summary>For some rows, the k nearest rows of any class.</summary>
    public NeighbourTable AmongAll(int[] rows, int k, string parameter)
    {
        RequireNeighbours(Features.Rows, k + 1L, "The data have", parameter, k);
        return NeighbourSearch.Others(Features, rows, RowLists.All(Features.Rows), k, Workers);
    }

    /// <summary>How many of the k nearest rows have another label than the row itself.</summary>
    public int[] OtherClassNeighbours(int[] rows, int k, string parameter)
    {
        NeighbourTable near = AmongAll(rows, k, parameter);
        int[] others = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (int neighbour in near.Rows(i))
                others[i] += Classes.Labels[neighbour] != Classes.Labels[rows[i]] ? 1 : 0;
        }

        return others;
    }

    /// <summary>Rows of a class to start from, drawn with replacement.</summary>
    public int[] Seeds(int count, int[] rows)
    {
        const int Store = 48;
        Room.Require(count, Store, string.Create(CultureInfo.InvariantCulture, $"n_seeds_S = {count:N0}"), "give a smaller n_seeds_S", "n_seeds_S");
        return Draws.WithReplacement(count, rows);
    }

    /// <summary>Some rows of the input, in the order given, as the result.</summary>
    public ResampleResult Keep(int[] rows) =>
        new(Features, null, rows, rows, Array.ConvertAll(rows, row => Classes.Labels[row]), Warnings);

    /// <summary>Rows class by class: all rows of a class that is not a target, and of a target class those that are chosen, given how many are to stay.</summary>
    public int[] EachClass(Func<int, int[], int, IEnumerable<int>> choose)
    {
        var kept = new List<int>();
        foreach (int label in Classes.Classes)
        {
            Workers.Cancellation.ThrowIfCancellationRequested();
            int[] rows = Classes.RowsOf(label);
            kept.AddRange(Targets.TryGetValue(label, out int count) ? choose(label, rows, count) : rows);
        }

        return [.. kept];
    }
}
