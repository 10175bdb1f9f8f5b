namespace MLNetBert.Cli.Input;

/// <summary>A file, or a piece of one, that belongs to a part of the inputs.</summary>
/// <param name="File">Which of the inputs it is.</param>
/// <param name="FirstRow">The number of the file's first row, counted over all inputs.</param>
/// <param name="IsCompressed">Whether it must be read from its start.</param>
/// <param name="Section">What of it.</param>
internal sealed record InputPiece(int File, long FirstRow, bool IsCompressed, InputSection Section);
