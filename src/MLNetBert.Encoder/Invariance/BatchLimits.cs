using System.Numerics;

namespace MLNetBert.Encoder.Invariance;

/// <summary>Which texts may share a run, and in which shape.</summary>
/// <param name="TokensPerBatch">How many tokens a batch has at most, unless one text has more.</param>
/// <param name="LongestTogether">Texts that are longer run alone.</param>
internal sealed record BatchLimits(int TokensPerBatch, int LongestTogether)
{
    private const int ShortestPadded = 16;

    /// <summary>
    /// Texts of exactly the same length, so that nothing is padded. With fewer tokens, the processor's units idle; with more, the data leave its caches. Longer
    /// texts gain nothing from company.
    /// </summary>
    public static BatchLimits Cpu { get; } = new(384, 128);

    /// <summary>Whether texts are padded to a few lengths.</summary>
    public bool Pads { get; init; }

    /// <summary>Whether a batch always has all the rows that it may have, so that there is one shape for each length.</summary>
    public bool Fills { get; init; }

    /// <summary>How many tokens a row has at most, padding included.</summary>
    public int Longest { get; init; } = int.MaxValue;

    /// <summary>How many tokens the row of a text has: 16, 24, 32, 48, 64, 96 and so on if it is padded.</summary>
    public int RowLength(int length)
    {
        if (!Pads || length == 0)
            return length;
        int power = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, ShortestPadded)), between = power / 4 * 3;
        return Math.Max(length, Math.Min(length <= between && between > ShortestPadded ? between : power, Longest));
    }

    /// <summary>
    /// How many rows of a length may run together. A single token is a product of one row, for which matrix libraries have special
    /// kernels: such texts never share a batch, so that all of them run with the same kernel.
    /// </summary>
    public int MostTogether(int rowLength) => rowLength == 1 || rowLength > LongestTogether ? 1 : Math.Max(1, TokensPerBatch / rowLength);

    /// <summary>How many rows the batch of some texts has.</summary>
    public int Rows(int texts, int rowLength) => Fills ? MostTogether(rowLength) : texts;
}
