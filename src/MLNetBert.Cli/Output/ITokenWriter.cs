namespace MLNetBert.Cli.Output;

/// <summary>Writes the tokens of rows in one format.</summary>
internal interface ITokenWriter : IOutput
{
    /// <summary>Rejects an output of another kind.</summary>
    static void Check(string path)
    {
        string kind = OutputKinds.Of(path);
        if (kind is not (".jsonl" or ".parquet"))
            throw new BadInputException($"--out {path}: tokens are written as JSON lines or Parquet; name it .jsonl, .jsonl.gz, .jsonl.zst or .parquet, or - for standard output.") { Code = "output.format", File = path, Key = "--out" };

        if (kind == ".parquet" && FileNames.IsStream(path))
            throw new BadInputException($"--out {path} is a pipe or a device, which cannot be a Parquet file; write .jsonl, or to a file.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>Begins an output.</summary>
    /// <param name="path">Where.</param>
    /// <param name="ids">The type of the ids.</param>
    /// <param name="windows">Whether a row may have several encodings.</param>
    /// <param name="codePoints">Whether offsets count code points.</param>
    static ITokenWriter Create(string path, IdType ids, bool windows, bool codePoints) =>
        OutputKinds.Of(path) == ".parquet" ? new ParquetTokenWriter(path, ids, windows, codePoints) : new TokenWriter(path, windows, codePoints);

    /// <summary>Writes one encoding of a row.</summary>
    void Write(TextRow row, TokenEncoding encoding, int window);
}
