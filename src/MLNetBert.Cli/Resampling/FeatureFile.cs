namespace MLNetBert.Cli.Resampling;

/// <summary>Reads a matrix of features: .npy, .parquet, or .csv, .tsv and .jsonl (.gz of these) as extract writes them.</summary>
internal static class FeatureFile
{
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">A column that has labels and is not a feature, or null.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static FeatureMatrix Read(string path, string? labelColumn, CancellationToken cancellation)
    {
        if (path.EndsWith(".npy.gz", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException($"{path}: a compressed .npy file cannot be read; unzip it first.") { Code = "file.format", File = path };

        if (path.EndsWith(".idv", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException($"{path}: an .idv file can be written, but not read; extract to .npy, and give that.") { Code = "file.format", File = path };

        if (NpyFile.Is(path))
        {
            using var npy = NpyFile.Read(path);
            return npy.Matrix(cancellation);
        }

        if (InputFormats.OfFile(path) == InputFormat.Parquet)
            return ReadParquet(path, cancellation);

        var names = new Columns(FormatOption: false);
        InputFile.Check(path, null, names);
        using var file = InputFile.Open(path, null, names);
        var rows = new List<float[]>();
        foreach (float[] row in file.Numbers(labelColumn == null ? [Columns.DefaultId] : [Columns.DefaultId, labelColumn]).Until(cancellation))
        {
            if (rows.Count > 0 && row.Length != rows[0].Length)
                throw new BadInputException($"{path}: row {rows.Count + 1} has {row.Length} features, the first has {rows[0].Length}; all rows need as many.") { Code = "row.width", File = path, Row = rows.Count + 1 };

            rows.Add(row);
        }

        return rows.Count > 0 && rows[0].Length > 0 ? new FeatureMatrix(rows) : throw Empty(path, rows.Count, 0);
    }

    private static FeatureMatrix ReadParquet(string path, CancellationToken cancellation)
    {
        InputFile.Check(path);
        using var file = ParquetFile.Open(path);
        var features = ParquetFeatures.Of(file);
        if (file.Rows == 0 || features.Dimension == 0)
            throw Empty(path, (int)file.Rows, features.Dimension);

        if (file.Rows > Array.MaxLength)
            throw new BadInputException($"{path} has {file.Rows} rows, and {Array.MaxLength} is the most that can be read.") { Code = "data.too-large", File = path };

        using IEnumerator<ReadOnlyMemory<float>> pieces = Pieces(file, features).Until(cancellation).GetEnumerator();
        ReadOnlyMemory<float> left = default;
        return FeatureMatrix.Create((int)file.Rows, features.Dimension, (values, _) =>
        {
            while (!values.IsEmpty)
            {
                if (left.IsEmpty)
                    left = pieces.MoveNext() ? pieces.Current : throw new EndOfStreamException();

                int count = Math.Min(values.Length, left.Length);
                left.Span[..count].CopyTo(values);
                values = values[count..];
                left = left[count..];
            }
        });
    }

    private static IEnumerable<ReadOnlyMemory<float>> Pieces(ParquetFile file, ParquetFeatures features)
    {
        long before = 0;
        foreach ((int group, long rows) in file.GroupRows.Index())
        {
            foreach (ReadOnlyMemory<float> piece in features.Read(group, before))
                yield return piece;

            before += rows;
        }
    }

    private static BadInputException Empty(string path, int rows, int columns) =>
        new($"{path} has {rows} rows of {columns} features; give at least one of each.") { Code = "data.no-rows", File = path };
}
