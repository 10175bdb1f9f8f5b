namespace MLNetBert.Cli.Input;

/// <summary>A piece of a file, from a row to another. Of a compressed file, which is read from its start, only <paramref name="Row"/> counts.</summary>
/// <param name="Offset">The byte at which its first row starts; in a Parquet file, the row group.</param>
/// <param name="End">The byte behind its last row; null for the end of the file.</param>
/// <param name="Row">How many rows are before it.</param>
/// <param name="Line">The line at which its first row starts, from 1.</param>
/// <param name="Header">The bytes of the header, which is read first; 0 without one.</param>
internal sealed record InputSection(long Offset, long? End, long Row, long Line, long Header);
