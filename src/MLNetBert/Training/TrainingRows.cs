namespace MLNetBert.Training;

/// <summary>The rows, checked: their classes or numbers, and which of them belong together.</summary>
internal sealed class TrainingRows
{
    /// <summary>More distinct numbers than this are measures, not classes.</summary>
    private const int MostNumbers = 100;

    private const int Bins = 10;

    /// <exception cref="BadInputException">Nothing can be learnt of them.</exception>
    public TrainingRows(IReadOnlyList<LabeledText> rows, bool regression)
    {
        if (rows.Count == 0)
            throw new BadInputException("There are no rows to train on; give at least some of each class.") { Code = "data.no-rows" };
        Rows = rows;
        Check(rows);
        if (regression)
        {
            Numbers = [.. rows.Select((row, i) => Number(row.Label, i))];
            ClassNames = [];
            Classes = Binned(Numbers);
        }
        else
        {
            ClassNames = [.. rows.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            CheckClasses();
            var places = ClassNames.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
            Classes = [.. rows.Select(row => places[row.Label])];
        }

        var ties = new TextTies(rows);
        (Groups, RepeatedTexts, ConflictingTexts) = (ties.Groups, ties.Repeated, ties.Conflicting);
    }

    public IReadOnlyList<LabeledText> Rows { get; }

    public int Count => Rows.Count;

    public bool HasPairs => Rows[0].TextPair != null;

    /// <summary>The names of the classes, in the order of ML.NET's keys by value; empty for numbers.</summary>
    public string[] ClassNames { get; }

    /// <summary>Each row's class; for numbers its tenth, by which folds are stratified.</summary>
    public int[] Classes { get; }

    /// <summary>Each row's number; null for classes.</summary>
    public double[]? Numbers { get; }

    /// <summary>Rows that belong together have the same.</summary>
    public int[] Groups { get; }

    /// <summary>The rows whose text stands in an earlier row too.</summary>
    public IReadOnlyList<int> RepeatedTexts { get; }

    /// <summary>How many texts have rows of different labels.</summary>
    public int ConflictingTexts { get; }

    /// <summary>In how many different groups a class is.</summary>
    public int GroupsOf(int label) => Enumerable.Range(0, Count).Where(row => Classes[row] == label).Select(row => Groups[row]).Distinct().Count();

    private static void Check(IReadOnlyList<LabeledText> rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not { Text: not null, Label: not null })
                throw new ArgumentException($"Row {i} (counted from 0) has no text or no label: both may be empty, but not null.", nameof(rows));
            if (rows[i].TextPair == null != (rows[0].TextPair == null))
                throw new ArgumentException($"Row {i} (counted from 0) has {(rows[i].TextPair == null ? "no" : "a")} second text, unlike the first row.", nameof(rows));
            if (rows[i].Label.Length == 0)
                throw new BadInputException($"Row {i + 1} has no label; give every row one, or leave the row out.") { Code = "row.value", Row = i + 1 };
        }

        if (rows.All(row => string.IsNullOrWhiteSpace(row.Text) && string.IsNullOrWhiteSpace(row.TextPair)))
            throw new BadInputException("All texts are empty, so there is nothing to learn from; name the column that has them.") { Code = "data.no-rows" };
    }

    private void CheckClasses()
    {
        if (ClassNames.Length == 1)
            throw new BadInputException($"All rows are of class {ClassNames[0]}; give rows of at least two classes.") { Code = "data.one-class" };
        if (ClassNames.Length > MostNumbers && ClassNames.All(name => TryNumber(name, out _)))
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The label is a number with {ClassNames.Length:N0} different values, which are no classes; to estimate the number, train for regression (--task regression).")) { Code = "labels.class" };
    }

    private static double Number(string label, int row) => TryNumber(label, out double number) ? number
        : throw new BadInputException($"Row {row + 1} has the label {label}, which is not a finite number, as regression needs; leave the row out, or train for classes.") { Code = "row.value", Row = row + 1 };

    private static bool TryNumber(string text, out double number)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static int[] Binned(double[] numbers)
    {
        if (numbers.Distinct().Count() == 1)
            throw new BadInputException("All labels are the same number, so there is nothing to learn.") { Code = "data.one-class" };
        int[] order = [.. Enumerable.Range(0, numbers.Length).OrderBy(row => numbers[row])];
        int[] bins = new int[numbers.Length];
        int size = Math.Max(2, (numbers.Length + Bins - 1) / Bins);
        for (int place = 0; place < order.Length; place++)
            bins[order[place]] = place / size;
        return bins;
    }
}
