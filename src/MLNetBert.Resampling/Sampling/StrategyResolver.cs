namespace MLNetBert.Resampling.Sampling;

/// <summary>Turns a strategy and class sizes into rows to add (over) or keep (under), by ascending label.</summary>
internal static class StrategyResolver
{
    public static SortedList<int, int> Resolve(SamplingStrategy strategy, ClassTable classes, SamplingKind kind)
    {
        if (strategy.RatioValue is double ratio)
            return ByRatio(ratio, classes, kind);

        if (strategy.CountsByClass != null)
            return ByCounts(strategy.CountsByClass, classes, kind);

        if (strategy.TargetClasses != null)
        {
            if (kind != SamplingKind.Clean)
            {
                throw new BadInputException(
                    "A sampling_strategy that is a list of classes is for cleaning methods; give this method a name, a ratio or a count for each class.")
                { Code = "sampler.strategy", Key = "sampling_strategy" };
            }

            RequirePresent(strategy.TargetClasses, classes);
            return Each(strategy.TargetClasses, _ => classes.Count(classes.Smallest));
        }

        return ByName(strategy.Name!, classes, kind);
    }

    private static SortedList<int, int> ByName(string name, ClassTable classes, SamplingKind kind)
    {
        int smallest = classes.Smallest, largest = classes.Largest;
        bool over = kind == SamplingKind.Over;
        if (name == (over ? "majority" : "minority"))
        {
            throw new BadInputException(over
                ? "sampling_strategy 'majority' cannot be used by a method that adds rows; use 'auto', 'minority', 'not minority', 'not majority', 'all', a ratio or counts."
                : "sampling_strategy 'minority' cannot be used by a method that removes rows; use 'auto', 'majority', 'not minority', 'not majority' or 'all'.")
            { Code = "sampler.strategy", Key = "sampling_strategy" };
        }

        IEnumerable<int> targets = name switch
        {
            "auto" => classes.Classes.Where(c => c != (over ? largest : smallest)),
            "minority" => [smallest],
            "majority" => [largest],
            "not minority" => classes.Classes.Where(c => c != smallest),
            "not majority" => classes.Classes.Where(c => c != largest),
            _ => classes.Classes,
        };
        int most = classes.Count(largest), fewest = classes.Count(smallest);
        return Each(targets, c => over ? most - classes.Count(c) : fewest);
    }

    private static SortedList<int, int> ByRatio(double ratio, ClassTable classes, SamplingKind kind)
    {
        if (classes.Classes.Length != 2)
        {
            throw new BadInputException(
                $"A sampling_strategy that is a ratio needs two classes, the data have {classes.Classes.Length}; give a count for each class instead.")
            { Code = "sampler.strategy", Key = "sampling_strategy" };
        }

        int smallest = classes.Smallest, largest = classes.Largest;
        switch (kind)
        {
            case SamplingKind.Clean:
                throw new BadInputException("Cleaning methods decide from the data how many rows are removed; give a name or a list of classes instead of a ratio.") { Code = "sampler.strategy", Key = "sampling_strategy" };
            case SamplingKind.Over:
                int added = (int)((classes.Count(largest) * ratio) - classes.Count(smallest));
                if (added <= 0)
                {
                    throw new BadInputException(
                        $"The ratio {Number(ratio)} would need rows of class {classes.Name(smallest)} removed while rows are being added; raise it above {Number(classes.Count(smallest) / (double)classes.Count(largest))}.")
                    { Code = "sampler.strategy", Key = "sampling_strategy" };
                }

                return Each(classes.Classes.Where(c => c != largest), _ => added);
            default:
                int kept = (int)(classes.Count(smallest) / ratio);
                if (kept > classes.Count(largest))
                {
                    throw new BadInputException(
                        $"The ratio {Number(ratio)} would need rows of class {classes.Name(largest)} added while rows are being removed; raise it to {Number(classes.Count(smallest) / (double)classes.Count(largest))} or more.")
                    { Code = "sampler.strategy", Key = "sampling_strategy" };
                }

                return Each(classes.Classes.Where(c => c != smallest), _ => kept);
        }
    }

    private static SortedList<int, int> ByCounts(IReadOnlyDictionary<int, int> counts, ClassTable classes, SamplingKind kind)
    {
        RequirePresent(counts.Keys, classes);
        if (kind == SamplingKind.Clean)
            throw new BadInputException("Cleaning methods decide from the data how many rows are removed; give a list of the classes to clean instead of counts.") { Code = "sampler.strategy", Key = "sampling_strategy" };

        foreach ((int label, int count) in counts)
        {
            int present = classes.Count(label);
            if (kind == SamplingKind.Over ? count < present : count > present)
            {
                throw new BadInputException(kind == SamplingKind.Over
                    ? $"Class {classes.Name(label)} has {present} rows and {count} are asked for, but this method only adds rows; ask for {present} or more."
                    : $"Class {classes.Name(label)} has {present} rows and {count} are asked for, but this method only removes rows; ask for {present} or fewer.")
                { Code = "sampler.strategy", Key = "sampling_strategy" };
            }
        }

        return Each(counts.Keys, c => kind == SamplingKind.Over ? counts[c] - classes.Count(c) : counts[c]);
    }

    private static void RequirePresent(IEnumerable<int> asked, ClassTable classes)
    {
        foreach (int label in asked)
        {
            if (!classes.Contains(label))
            {
                string present = string.Join(", ", classes.Classes.Take(10).Select(classes.Name));
                throw new BadInputException($"sampling_strategy names class {classes.Name(label)}, which is not in the data; its classes are {present}.") { Code = "sampler.strategy", Key = "sampling_strategy" };
            }
        }
    }

    private static SortedList<int, int> Each(IEnumerable<int> targets, Func<int, int> count)
    {
        var resolved = new SortedList<int, int>();
        foreach (int target in targets)
            resolved.Add(target, count(target));

        return resolved;
    }

    private static string Number(double value) => value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
