namespace MLNetBert.Cli.Resampling;

/// <summary>Reads a matrix of features: .npy, or .csv, .tsv and .jsonl (.gz of these) as extract writes them.</summary>
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

    private static BadInputException Empty(string path, int rows, int columns) =>
        new($"{path} has {rows} rows of {columns} features; give at least one of each.") { Code = "data.no-rows", File = path };
}
