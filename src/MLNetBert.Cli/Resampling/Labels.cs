using System.Numerics;

namespace MLNetBert.Cli.Resampling;

/// <summary>
/// The labels of rows as classes from 0, in the order in which Python sorts them: numbers by value if all are numbers, else
/// texts by code point. Texts are kept for the output.
/// </summary>
internal sealed class Labels
{
    private readonly Dictionary<string, int> _classes;
    private readonly string[] _names;

    private Labels(string[] texts, string source)
    {
        Texts = texts;
        int empty = Array.FindIndex(texts, text => text.Length == 0);
        if (empty >= 0)
            throw new BadInputException($"{source}: row {empty + 1} has no label; give every row one, or leave the row out.") { Code = "row.value", File = source, Row = empty + 1 };

        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        LabelNumber?[] numbers = [.. distinct.Select(LabelNumber.Parse)];
        _classes = new Dictionary<string, int>(StringComparer.Ordinal);
        if (numbers.All(number => number != null))
        {
            RequireWhole(texts, source, distinct, numbers);
            BigInteger[] sorted = [.. numbers.Select(number => number!.Value.Whole).Distinct().Order()];
            for (int i = 0; i < distinct.Length; i++)
                _classes[distinct[i]] = Array.BinarySearch(sorted, numbers[i]!.Value.Whole);
        }
        else
        {
            foreach (string text in distinct.OrderBy(text => Encoding.UTF8.GetBytes(text), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
                _classes[text] = _classes.Count;
        }

        _names = new string[_classes.Values.Max() + 1];
        foreach (string text in distinct)
            _names[_classes[text]] ??= text;

        Classes = Array.ConvertAll(texts, text => _classes[text]);
    }

    /// <summary>The label of each row as it was written.</summary>
    public string[] Texts { get; }

    /// <summary>The class of each row.</summary>
    public int[] Classes { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => _names.Length;

    /// <summary>Reads FILE.npy, FILE.txt (one label per line) or FILE:COLUMN.</summary>
    public static Labels Read(string argument, CancellationToken cancellation)
    {
        (string path, string? column) = Split(argument);
        if (NpyFile.Is(path))
        {
            using var npy = NpyFile.Read(path);
            string[] texts = npy.Texts(cancellation);
            return new Labels(texts.Length > 0 ? texts : throw new BadInputException($"{path} has no labels; give one per row.") { Code = "file.empty", File = path }, path);
        }

        var reader = new InputReader([path], null, new Columns(column, TextOption: "--labels FILE:COLUMN", Scalars: true, FormatOption: false));
        return new Labels([.. reader.Rows().Until(cancellation).Select(row => row.Text)], path);
    }

    /// <summary>The file and the column of --labels; the column is "label" if none is named.</summary>
    public static (string Path, string? Column) Split(string argument)
    {
        (string path, string? column) = FileNames.FileAndColumn(argument);
        bool columns = InputFormats.OfFile(path) != InputFormat.Txt && !NpyFile.Is(path);
        return (path, column ?? (columns ? "label" : null));
    }

    /// <summary>The class's label, for messages.</summary>
    public string Name(int number) => _names[number];

    /// <summary>The class of a label that the user typed.</summary>
    public int Find(string text)
    {
        if (_classes.TryGetValue(text, out int number))
            return number;

        LabelNumber? value = LabelNumber.Parse(text);
        foreach ((string known, int other) in _classes)
        {
            if (value is { IsFinite: true } && LabelNumber.Parse(known) == value)
                return other;
        }

        throw new BadInputException($"There is no class {text}; the labels are {string.Join(", ", _names.Take(20).Select(name => Printable.Cut(name)))}{(Count > 20 ? ", ..." : "")}.") { Code = "labels.class" };
    }

    private static void RequireWhole(string[] texts, string source, string[] distinct, LabelNumber?[] numbers)
    {
        int place = Array.FindIndex(numbers, number => !number!.Value.IsWhole);
        if (place < 0)
            return;

        string label = distinct[place];
        throw new BadInputException(numbers[place]!.Value.IsFinite
            ? $"{source}: the label {label} is a measure, not a class; resampling needs classes, so label rows with whole numbers or names."
            : $"{source}: the label of row {Array.IndexOf(texts, label) + 1} is {label}, which is not a class; give the row one, or leave it out.")
        {
            Code = "row.value",
            File = source,
            Row = Array.IndexOf(texts, label) + 1,
        };
    }
}
