using MLNetBert.Resampling.Projection;

namespace MLNetBert.Cli.Reports;

/// <summary>The points of a report's plane, with what is said about each: as many as keep a browser quick, and rare classes complete.</summary>
internal sealed class ReportPoints
{
    /// <summary>How many colours the page has; further classes start again.</summary>
    public const int Colours = 6;

    private const int MostPoints = 6000;
    private const int MostSynthetic = 4000;
    private const int LongestText = 300;
    private const double Grid = 4095;
    private readonly ReportData _data;
    private readonly MethodEffect[] _effects;
    private readonly PrincipalComponents _plane;
    private readonly NeighbourTable _near;
    private readonly int[] _shown;
    private readonly int[] _others;
    private readonly CancellationToken _cancellation;

    public ReportPoints(ReportData data, MethodEffect[] effects, int listed, CancellationToken cancellation)
    {
        (_data, _effects, _cancellation) = (data, effects, cancellation);
        _plane = PrincipalComponents.Fit(data.Features, cancellation);
        Neighbours = Math.Min(5, data.Features.Rows - 1);
        _near = NearestNeighbours.Find(data.Features, Neighbours, cancellationToken: cancellation);
        _others = [.. Enumerable.Range(0, data.Features.Rows).Select(CountOthers)];
        RemovedAtBorder = [.. effects.Select(effect => (IReadOnlyList<int>)[.. effect.Removed.Where(row => _others[row] > 0).OrderByDescending(row => _others[row])])];
        _shown = [.. Chosen(data).Concat(RemovedAtBorder.SelectMany(rows => rows.Take(listed))).Distinct().Order()];
    }

    /// <summary>How many neighbours of each row were looked at.</summary>
    public int Neighbours { get; }

    /// <summary>For each method, the removed rows that have neighbours of other classes, those with the most first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> RemovedAtBorder { get; }

    /// <summary>The share of the variance that the plane shows.</summary>
    public double ExplainedVarianceRatio => _plane.ExplainedVarianceRatio;

    /// <summary>What was left out of the plane, as a sentence, or nothing.</summary>
    public string Note => _shown.Length < _data.Features.Rows || _effects.Any(effect => effect.Synthetic.Count > MostSynthetic)
        ? $"{_shown.Length:N0} of the rows are drawn, evenly from every class, and at most {MostSynthetic:N0} synthetic ones."
        : "";

    /// <summary>Whether UMAP can place the points too.</summary>
    public bool HasUmap => _effects.Length > 0 && ReportNeighbours.Enough(_shown.Length);

    /// <summary>How many of a row's neighbours are of other classes.</summary>
    public int OtherNeighbours(int row) => _others[row];

    /// <summary>The classes of a row's neighbours, as words.</summary>
    public string NeighbourText(int row) =>
        $"Nearest: {string.Join(", ", _near.Rows(row).ToArray().Select(near => $"{_data.ClassName(_data.Labels[near])} (row {near})"))}";

    /// <summary>A dot in the colour of a class.</summary>
    public static string Swatch(int label) => $"<i class=\"swatch c{label % Colours}\">●</i>";

    /// <summary>A row's text, or both of a pair, cut likewise.</summary>
    public static string Cut(LabeledText row) => Cut(row.TextPair is { } pair ? $"{row.Text} | {pair}" : row.Text);

    /// <summary>A text, cut to a length that a page can show.</summary>
    public static string Cut(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= LongestText)
            return line;

        int end = char.IsHighSurrogate(line[LongestText - 1]) ? LongestText - 1 : LongestText;
        return line[..end] + "…";
    }

    /// <summary>All points as JSON that can stand inside a script element.</summary>
    public string Json()
    {
        List<int> classes = [.. _data.Classes];
        (double X, double Y)[] points = [.. _shown.Select(row => _plane.Project(_data.Features.Row(row)))];
        int[][] made = [.. _effects.Select(effect => Every(effect.Synthetic, MostSynthetic))];
        (double X, double Y)[][] madePoints = [.. made.Select((rows, i) => rows.Select(row => _plane.Project(_data.Methods[i].Result.Row(row))).ToArray())];
        IEnumerable<(double X, double Y)> all = points.Concat(madePoints.SelectMany(list => list));
        (double minX, double maxX, double minY, double maxY) = (all.Min(p => p.X), all.Max(p => p.X), all.Min(p => p.Y), all.Max(p => p.Y));
        ReportNeighbours? near = HasUmap ? new ReportNeighbours(_data.Features, _shown, _cancellation) : null;
        double scale = Grid / Math.Max(Math.Max(maxX - minX, maxY - minY), 1e-30);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            void Places((double X, double Y)[] places)
            {
                Numbers(json, "x", places.Select(p => (int)((p.X - minX) * scale)));
                Numbers(json, "y", places.Select(p => (int)((maxY - p.Y) * scale)));
            }

            json.WriteStartObject();
            json.WriteNumber("colours", Colours);
            json.WriteNumber("width", (int)((maxX - minX) * scale));
            json.WriteNumber("height", (int)((maxY - minY) * scale));
            json.WriteNumber("neighbours", Neighbours);
            Strings(json, "classes", classes.Select(_data.ClassName));
            Places(points);
            Numbers(json, "row", _shown);
            Numbers(json, "class", _shown.Select(row => classes.IndexOf(_data.Labels[row])));
            Numbers(json, "others", _shown.Select(row => _others[row]));
            if (near != null)
            {
                json.WriteNumber("each", ReportNeighbours.Each);
                json.WriteString("near", near.OfRows());
            }

            if (_data.Texts != null)
                Strings(json, "text", _shown.Select(row => Cut(_data.Texts[row])));

            json.WriteStartArray("methods");
            for (int i = 0; i < made.Length; i++)
            {
                ResampleResult result = _data.Methods[i].Result;
                json.WriteStartObject();
                Numbers(json, "removed", _effects[i].Removed.Select(row => Array.BinarySearch(_shown, row)).Where(place => place >= 0));
                Places(madePoints[i]);
                Synthetic(json, result, made[i], classes, near);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Synthetic(Utf8JsonWriter json, ResampleResult result, int[] made, List<int> classes, ReportNeighbours? near)
    {
        Numbers(json, "class", made.Select(row => classes.IndexOf(result.Labels[row])));
        Numbers(json, "base", made.Select(row => result.SourceRows[row]));
        if (near != null)
            json.WriteString("near", near.OfSynthetic(result, made));
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
            json.WriteNumberValue(value);

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);

        json.WriteEndArray();
    }

    private int CountOthers(int row)
    {
        int others = 0;
        foreach (int near in _near.Rows(row))
            others += _data.Labels[near] != _data.Labels[row] ? 1 : 0;

        return others;
    }

    /// <summary>All rows; or each class's share of what can be shown, but small classes complete.</summary>
    private static IEnumerable<int> Chosen(ReportData data)
    {
        int each = MostPoints / data.Classes.Count;
        int[][] classes = [.. data.Classes.Select(label => Enumerable.Range(0, data.Labels.Count).Where(row => data.Labels[row] == label).ToArray())];
        int left = MostPoints - classes.Where(rows => rows.Length <= each).Sum(rows => rows.Length), large = classes.Count(rows => rows.Length > each);
        return data.Labels.Count <= MostPoints ? Enumerable.Range(0, data.Labels.Count) : classes.SelectMany(rows => rows.Length <= each ? rows : Every(rows, Math.Max(1, left / large)));
    }

    private static int[] Every(IReadOnlyList<int> rows, int most)
    {
        int count = Math.Min(rows.Count, most);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }
}
