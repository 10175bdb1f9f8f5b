using System.Globalization;
using System.Text;
using MLNetBert.Cli.Input;

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
        {
            throw new BadInputException($"{source}: row {empty + 1} has no label; give every row one, or leave the row out.");
        }

        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        double[] numbers = [.. distinct.Select(Number)];
        bool numeric = numbers.All(double.IsFinite);
        if (numeric && Array.FindIndex(numbers, number => number != Math.Floor(number)) is >= 0 and var fraction)
        {
            throw new BadInputException($"{source}: the label {distinct[fraction]} is a measure, not a class; resampling needs classes, so label rows with whole numbers or names.");
        }

        _classes = new Dictionary<string, int>(StringComparer.Ordinal);
        if (numeric)
        {
            double[] sorted = [.. numbers.Distinct().Order()];
            for (int i = 0; i < distinct.Length; i++)
            {
                _classes[distinct[i]] = Array.BinarySearch(sorted, numbers[i]);
            }
        }
        else
        {
            foreach (string text in distinct.OrderBy(text => Encoding.UTF8.GetBytes(text), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
            {
                _classes[text] = _classes.Count;
            }
        }

        _names = new string[_classes.Values.Max() + 1];
        foreach (string text in distinct)
        {
            _names[_classes[text]] ??= text;
        }

        Classes = Array.ConvertAll(texts, text => _classes[text]);
    }

    /// <summary>The label of each row as it was written.</summary>
    public string[] Texts { get; }

    /// <summary>The class of each row.</summary>
    public int[] Classes { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => _names.Length;

    /// <summary>Reads FILE.npy, FILE.txt (a label a line) or FILE:COLUMN.</summary>
    public static Labels Read(string argument)
    {
        (string path, string? column) = Split(argument);
        if (NpyFile.Is(path))
        {
            using NpyFile npy = NpyFile.Read(path);
            string[] texts = npy.Texts();
            return new Labels(texts.Length > 0 ? texts : throw new BadInputException($"{path} has no labels; give one a row."), path);
        }

        var reader = new InputReader([path], null, new Columns(column, TextOption: "--labels FILE:COLUMN", Scalars: true));
        return new Labels([.. reader.Rows().Select(row => row.Text)], path);
    }

    /// <summary>The file and the column of --labels; the column is "label" where none is named.</summary>
    public static (string Path, string? Column) Split(string argument)
    {
        int colon = argument.LastIndexOf(':');
        if (File.Exists(argument) || colon <= 0)
        {
            bool lines = InputFormats.OfFile(argument) == InputFormat.Txt;
            return (argument, lines || NpyFile.Is(argument) ? null : "label");
        }

        return (argument[..colon], argument[(colon + 1)..]);
    }

    /// <summary>The class's label, for messages.</summary>
    public string Name(int number) => _names[number];

    /// <summary>The class of a label that the user typed.</summary>
    public int Find(string text)
    {
        if (_classes.TryGetValue(text, out int number))
        {
            return number;
        }

        double value = Number(text);
        foreach ((string known, int other) in _classes)
        {
            if (double.IsFinite(value) && Number(known) == value)
            {
                return other;
            }
        }

        throw new BadInputException($"There is no class {text}; the labels are {string.Join(", ", _names.Take(20))}{(Count > 20 ? ", ..." : "")}.");
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
