namespace MLNetBert.Cli.Resampling;

/// <summary>Reads a matrix of features: .npy, or .csv, .tsv and .jsonl (.gz of these) as extract writes them.</summary>
internal static class FeatureFile
{
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">A column that has labels and is not a feature, or null.</param>
    public static FeatureMatrix Read(string path, string? labelColumn)
    {
        if (path.EndsWith(".npy.gz", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException($"{path}: a compressed .npy file cannot be read; unzip it first.") { Code = "file.format", File = path };

        if (path.EndsWith(".idv", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException($"{path}: an .idv file can be written, but not read; extract to .npy, and give that.") { Code = "file.format", File = path };

        if (NpyFile.Is(path))
        {
            using var npy = NpyFile.Read(path);
            float[] matrix = npy.Matrix();
            return Matrix(path, matrix, npy.Shape[0], npy.Shape[1]);
        }

        var names = new Columns(FormatOption: false);
        InputFile.Check(path, null, names);
        using var file = InputFile.Open(path, null, names);
        var values = new List<float>();
        int columns = -1, rows = 0;
        foreach (float[] row in file.Numbers(labelColumn == null ? [Columns.DefaultId] : [Columns.DefaultId, labelColumn]))
        {
            if (columns >= 0 && row.Length != columns)
                throw new BadInputException($"{path}: row {rows + 1} has {row.Length} features, the first has {columns}; all rows need as many.") { Code = "row.width", File = path, Row = rows + 1 };

            columns = row.Length;
            values.AddRange(row);
            rows++;
        }

        return Matrix(path, CollectionsMarshal.AsSpan(values).ToArray(), rows, columns);
    }

    private static FeatureMatrix Matrix(string path, float[] values, int rows, int columns) => rows > 0 && columns > 0
        ? new FeatureMatrix(values, rows, columns)
        : throw new BadInputException($"{path} has {Math.Max(rows, 0)} rows of {Math.Max(columns, 0)} features; give at least one of each.") { Code = "data.no-rows", File = path };
}
