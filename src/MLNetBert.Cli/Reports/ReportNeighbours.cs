namespace MLNetBert.Cli.Reports;

/// <summary>
/// What UMAP needs to know about a report's points: the nearest drawn rows of each, exact and in all columns. Synthetic points have drawn rows of the
/// input as neighbours, not each other, so that they are placed among those and do not pull a class together by their number.
/// </summary>
internal sealed class ReportNeighbours
{
    /// <summary>Neighbours of each point; with the point itself, the 15 that UMAP uses by default.</summary>
    public const int Each = 14;

    private readonly FeatureMatrix _rows;
    private readonly CancellationToken _cancellation;

    /// <param name="features">All rows of the input.</param>
    /// <param name="drawn">Those that are drawn.</param>
    /// <param name="cancellation">Stops the searches.</param>
    public ReportNeighbours(FeatureMatrix features, int[] drawn, CancellationToken cancellation)
    {
        _rows = new FeatureMatrix([.. drawn.Select(row => features.Row(row).ToArray())]);
        _cancellation = cancellation;
    }

    /// <summary>Whether UMAP can handle this many rows; for more, a browser would take minutes, and 16 bits would not number them.</summary>
    public static bool Enough(int rows) => rows is > Each + 1 and <= 20_000;

    /// <summary>The neighbours of the drawn rows.</summary>
    public string OfRows() => Encode(NearestNeighbours.Find(_rows, Each, cancellationToken: _cancellation));

    /// <summary>The neighbours of rows that a method made.</summary>
    public string OfSynthetic(ResampleResult result, int[] made) => made.Length == 0
        ? ""
        : Encode(NearestNeighbours.Find(new FeatureMatrix([.. made.Select(row => result.Row(row).ToArray())]), _rows, Each, cancellationToken: _cancellation));

    /// <summary>
    /// In Base64, 16 bits each, little-endian: a neighbour's place among the drawn rows and its distance, in 65,535ths of the farthest one's.
    /// UMAP looks at each point's distances by themselves, so their scale does not matter.
    /// </summary>
    private static string Encode(NeighbourTable table)
    {
        byte[] bytes = new byte[table.Queries * Each * 4];
        Span<byte> rest = bytes;
        for (int query = 0; query < table.Queries; query++)
        {
            ReadOnlySpan<double> squares = table.SquaredDistances(query);
            for (int i = 0; i < Each; i++, rest = rest[4..])
            {
                // A point whose neighbours are all copies of it: treating them as equally far is as good, and much faster in umap-js.
                double share = squares[^1] > 0 ? Math.Sqrt(squares[i] / squares[^1]) : 1;
                BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)table.Rows(query)[i]);
                BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)Math.Round(share * ushort.MaxValue));
            }
        }

        return Convert.ToBase64String(bytes);
    }
}
