namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>A reader of files that others made.</summary>
internal abstract class FuzzTarget
{
    /// <summary>All readers.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [new TokenizerTarget(), new OnnxTarget(), new QuantizationTarget(), new WeightsTarget("safetensors"), new WeightsTarget("npz"), new WeightsTarget("bin"), new CommandTarget("npy"), new CommandTarget("csv"), new CommandTarget("jsonl"), new CommandTarget("zst"), new CommandTarget("parquet"), new JobTarget(), new SavedPipelineTarget()];

    /// <summary>Its name on the command line, and of its folder of kept files.</summary>
    public abstract string Name { get; }

    /// <summary>What is put between the bytes of a file.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Whole files to begin with.</summary>
    public abstract IEnumerable<byte[]> Seeds();

    /// <summary>Reads a file as a user would, and uses what it holds. Returns what was seen, so that files that lead elsewhere are kept.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="folder">A folder of the caller's for what must be on disk.</param>
    public abstract string Run(byte[] file, string folder);
}
