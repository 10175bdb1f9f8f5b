namespace MLNetBert.Cli.Resampling;

/// <summary>Writes the rows, and beside them NAME.labels.csv: label, source (the row of the input, from 0), synthetic (0 or 1).</summary>
internal static class BalancedWriter
{
    /// <summary>Where the labels of the rows at <paramref name="path"/> are.</summary>
    public static string LabelsPath(string path) =>
        Path.ChangeExtension(FileNames.Uncompressed(path), ".labels.csv");

    /// <summary>Rejects an output of an unknown kind, or one that cannot be written, before any work is done.</summary>
    public static void Check(string path)
    {
        if (FileNames.IsStream(path))
            throw new BadInputException($"--out {path}: the labels go into a file beside the features, so name a file.") { Code = "option.value", Key = "--out" };

        FeatureWriters.Check(path, perToken: false, standardOutput: false);
        OutputFile.Create(path).Dispose();
        OutputFile.Create(LabelsPath(path)).Dispose();
    }

    /// <summary>Writes both files; they get their names when the set is committed.</summary>
    public static void Write(OutputSet outputs, string path, ResampleResult result, Labels labels, CancellationToken cancellation)
    {
        IEnumerable<int> rows = Enumerable.Range(0, result.Rows).Until(cancellation);
        WriteLabels(outputs.Add(OutputFile.Create(LabelsPath(path))).Content, result, labels, rows);
        switch (OutputKinds.Of(path))
        {
            case ".npy":
                WriteNpy(outputs.Add(OutputFile.Create(path)).Content, result, rows);
                break;
            case ".idv":
                // The labels go into the same view: trainers want both in one, and ML.NET does not join views.
                IdvFile view = outputs.Add(new IdvFile(path, result.Columns, "Id", "Label"));
                foreach (int row in rows)
                    view.Write(result.Row(row), new RowNumber(path, row).Id, labels.Texts[result.SourceRows[row]]);

                break;
            default:
                IFeatureWriter writer = outputs.Add(FeatureWriters.Create(path, new FeatureHeading(result.Columns, FeatureType.Float32, IdType.Int64)));
                foreach (int row in rows)
                    writer.Write(new RowNumber(path, row), result.Row(row));

                break;
        }
    }

    private static void WriteNpy(ByteSink sink, ResampleResult result, IEnumerable<int> rows)
    {
        sink.Write(NpyFeatureWriter.Header(result.Rows, result.Columns));
        foreach (int row in rows)
            sink.Write(MemoryMarshal.AsBytes(result.Row(row)));
    }

    private static void WriteLabels(ByteSink sink, ResampleResult result, Labels labels, IEnumerable<int> rows)
    {
        sink.Write("label,source,synthetic\n"u8);
        foreach (int row in rows)
        {
            int source = result.SourceRows[row];
            string text = string.Create(
                CultureInfo.InvariantCulture, $"{DelimitedFeatureWriter.Quoted(labels.Texts[source], ',')},{source},{(result.IsSynthetic(row) ? 1 : 0)}\n");
            Encoding.UTF8.GetBytes(text, sink);
        }
    }

    /// <summary>A row whose id is its number.</summary>
    private sealed record RowNumber(string Source, long Row) : IRowIdentity
    {
        public string Id => Row.ToString(CultureInfo.InvariantCulture);

        public bool IdIsNumber => true;

        public string Where => $"{Source}, row {Row}";
    }
}
