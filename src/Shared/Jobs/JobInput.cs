namespace MLNetBert.Shared.Jobs;

/// <summary>An input as it was when the job was made.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Modified">When it was written last, in UTC.</param>
/// <param name="Sha256">The hash of its bytes, in hexadecimal digits.</param>
/// <param name="Format">What it contains, such as jsonl.</param>
/// <param name="Compressed">Whether it must be read from its start.</param>
/// <param name="Header">The bytes before its first row.</param>
/// <param name="Rows">Its rows, bad ones included.</param>
internal sealed record JobInput(string Path, long Length, DateTime Modified, string Sha256, string Format, bool Compressed, long Header, long Rows);

/// <summary>Where a part starts.</summary>
/// <param name="Input">In which input.</param>
/// <param name="Offset">At which byte of it; in a Parquet file, in which row group; in a compressed one, 0.</param>
/// <param name="Row">How many rows of that input are before it.</param>
/// <param name="Line">At which line it starts, from 1.</param>
internal readonly record struct PartStart(int Input, long Offset, long Row, long Line);
