namespace MLNetBert.Training;

/// <summary>Sets the hold-out set aside and deals the rest to folds.</summary>
internal static class Splitting
{
    /// <exception cref="BadInputException">A class is too small to be learnt and tested.</exception>
    public static TrainingSplit Split(TrainingRows rows, TextClassifierOptions options, List<string> notes)
    {
        int folds = Folds(rows, options, notes);
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int[] side = options.HoldOut == 0 ? new int[rows.Count] : GroupedSplit.Deal(all, rows.Classes, rows.Groups, [1 - options.HoldOut, options.HoldOut], options.Seed);
        int[] rest = [.. all.Where(row => side[row] == 0)];
        int[] dealt = GroupedSplit.Deal(rest, rows.Classes, rows.Groups, [.. Enumerable.Repeat(1.0 / folds, folds)], options.Seed);
        int[] foldOf = [.. Enumerable.Repeat(-1, rows.Count)];
        for (int i = 0; i < rest.Length; i++)
            foldOf[rest[i]] = dealt[i];
        RequireAllClasses(rows, foldOf, folds);
        Repeats(rows, notes);
        return new(foldOf, folds, rows.RepeatedTexts, rows.ConflictingTexts, rows.Groups.Distinct().Count());
    }

    private static int Folds(TrainingRows rows, TextClassifierOptions options, List<string> notes)
    {
        if (rows.Numbers != null)
        {
            int most = rows.Groups.Distinct().Count() / 2;
            return most >= 2 ? Math.Min(options.Folds, most) : throw new BadInputException($"There are only {rows.Count} rows, too few to learn from and to test on; give more.") { Code = "data.too-few-rows" };
        }

        int smallest = Enumerable.Range(0, rows.ClassNames.Length).MinBy(rows.GroupsOf);
        int texts = rows.GroupsOf(smallest), needed = options.HoldOut == 0 ? 2 : 3;
        if (texts < needed)
            throw new BadInputException($"Class {rows.ClassNames[smallest]} has {(texts == 1 ? "only 1 text" : $"only {texts} texts")} that may be parted, too few to be learnt and tested{(needed == 3 ? " and set aside" : "")}: {needed} are needed; add rows of it, or leave the class out.") { Code = "data.too-few-rows" };
        int left = texts - (options.HoldOut == 0 ? 0 : Math.Max(1, (int)Math.Ceiling(texts * options.HoldOut)));
        int folds = Math.Clamp(left, 2, options.Folds);
        if (folds < options.Folds)
            notes.Add($"Class {rows.ClassNames[smallest]} has only {texts} texts that may be parted, so there are {folds} folds and not {options.Folds}.");
        return folds;
    }

    // A class whose groups all went to one side would be unknown to what is trained on the other.
    private static void RequireAllClasses(TrainingRows rows, int[] foldOf, int folds)
    {
        for (int fold = 0; fold < folds; fold++)
        {
            var learnt = Enumerable.Range(0, rows.Count).Where(row => foldOf[row] >= 0 && foldOf[row] != fold).Select(row => rows.Classes[row]).ToHashSet();
            for (int label = 0; rows.Numbers == null && label < rows.ClassNames.Length; label++)
            {
                if (!learnt.Contains(label))
                    throw new BadInputException($"Class {rows.ClassNames[label]} stands in so few groups, with many rows of other classes, that it cannot be parted; take smaller groups, fewer folds, or leave the class out.") { Code = "data.too-few-rows" };
            }
        }
    }

    /// <summary>Says what stands in the data twice; a file that was resampled before shows here.</summary>
    private static void Repeats(TrainingRows rows, List<string> notes)
    {
        if (rows.RepeatedTexts.Count == 0)
            return;
        string different = rows.ConflictingTexts == 0 ? "" : $", {rows.ConflictingTexts} of these texts with different labels";
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"{rows.RepeatedTexts.Count:N0} rows repeat the text of another, but for case and space around it{different}; equal texts stay on one side of every split."));
        if (rows.Numbers != null)
            return;
        foreach (IGrouping<int, int> repeated in rows.RepeatedTexts.GroupBy(row => rows.Classes[row]).OrderBy(group => group.Key))
        {
            int all = rows.Classes.Count(label => label == repeated.Key);
            if (all >= 10 && repeated.Count() > all / 3)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{repeated.Count():N0} of the {all:N0} rows of class {rows.ClassNames[repeated.Key]} are repeats: if the file was resampled before, train on the file as it was; balancing happens inside the folds here."));
        }
    }
}
