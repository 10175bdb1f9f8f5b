namespace MLNetBert.Cli.Training;

/// <summary>The part of train.cs that reads the rows: .jsonl line by line, other files by ML.NET's loader.</summary>
internal static class ScriptReader
{
    /// <summary>Rejects inputs that the script cannot read, which is simpler than the command.</summary>
    public static void Check(IReadOnlyList<string> paths, InputFormat? format)
    {
        foreach (string path in paths)
        {
            InputFormat? named = Path.GetExtension(path) switch { ".csv" => InputFormat.Csv, ".tsv" => InputFormat.Tsv, ".jsonl" => InputFormat.Jsonl, _ => null };
            if (named == null || (format != null && format != named))
                throw new BadInputException($"--scripts: train.cs reads files whose names end in .csv, .tsv or .jsonl and that are in that format, which {path} is not; leave --scripts out, or train on such a file.") { Code = "option.conflict", File = path, Key = "--scripts" };
        }
    }

    /// <summary>The types at the end of the script.</summary>
    public static string Code(TrainingSummary summary)
    {
        bool pairs = summary.TextPair != null;
        string[] columns = [summary.Text, .. pairs ? [summary.TextPair!] : Array.Empty<string>(), summary.Label, .. summary.Group == null ? Array.Empty<string>() : [summary.Group]];
        string make = $"new LabeledText(row[0], row[{(pairs ? 2 : 1)}]){(pairs || summary.Group != null ? $" {{ {(pairs ? "TextPair = row[1]" : "")}{(pairs && summary.Group != null ? ", " : "")}{(summary.Group != null ? $"Group = row[{columns.Length - 1}]" : "")} }}" : "")}";
        return $$"""

            /// <summary>Reads the columns that count.</summary>
            internal static class ScriptRows
            {
                private static readonly string[] Columns = [{{string.Join(", ", columns.Select(ScriptParts.Text))}}];

                public static IEnumerable<LabeledText> Read(string path) => (path.EndsWith(".jsonl") ? Json(path) : Delimited(path)).Select(row => {{make}});

                private static IEnumerable<string[]> Json(string path) => File.ReadLines(path).Where(line => line.Trim().Length > 0).Select(line =>
                {
                    using JsonDocument row = JsonDocument.Parse(line);
                    return Array.ConvertAll(Columns, column => row.RootElement.GetProperty(column).ToString());
                });

                private static IEnumerable<string[]> Delimited(string path)
                {
                    char separator = path.EndsWith(".tsv") ? '\t' : ',';
                    string[] header = [.. File.ReadLines(path).First().TrimStart('\uFEFF').Split(separator).Select(name => name.Trim('"'))];
                    var ml = new MLContext();
                    TextLoader loader = ml.Data.CreateTextLoader(new TextLoader.Options
                    {
                        Separators = [separator],
                        HasHeader = true,
                        AllowQuoting = separator == ',',
                        ReadMultilines = separator == ',',
                        Columns = [.. Columns.Select((name, i) => new TextLoader.Column($"C{i}", DataKind.String, Array.IndexOf(header, name)))],
                    });
                    IDataView view = loader.Load(path);
                    List<string>[] columns = [.. Columns.Select((_, i) => view.GetColumn<string>($"C{i}").ToList())];
                    for (int row = 0; row < columns[0].Count; row++)
                        yield return Array.ConvertAll(columns, column => column[row]);
                }
            }
            {{Rows(summary)}}
            """;
    }

    private static string Rows(TrainingSummary summary)
    {
        TextClassifierResult result = summary.Result;
        string positive = result.PositiveClass is { } place ? ScriptParts.Text(result.ClassNames[place]) : "\"\"";
        return $$"""

            /// <summary>What the model reads.</summary>
            internal sealed class ModelInput
            {
                public string Text { get; set; } = "";
            {{(summary.TextPair != null ? "\n    public string TextPair { get; set; } = \"\";\n" : "")}}}

            /// <summary>What is trained on.</summary>
            internal sealed class TrainingRow(LabeledText row)
            {
                public string Text { get; set; } = row.Text;

                public string TextPair { get; set; } = row.TextPair ?? "";

                public string Label { get; set; } = row.Label;

                public bool Positive { get; set; } = row.Label == {{positive}};

                public float Number { get; set; }{{(summary.IsRegression ? " = (float)double.Parse(row.Label, CultureInfo.InvariantCulture);" : "")}}

                [VectorType(1)]
                public float[] Constant { get; set; } = [0];
            }
            """;
    }
}
