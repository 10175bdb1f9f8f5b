using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Blocked exact search. Tiles of float32 dot products give a lower bound of each squared distance,
/// |y|² (1 - e) - 2 x·y + |x|² (1 - e); only pairs whose bound does not exceed the query's k-th distance so far are measured in
/// float64. Where the queries are among the references, each pair of queries is multiplied once and serves both rows.
/// What is kept depends on the float64 distances alone, so neither threads nor vector width can change the result.
/// </summary>
internal sealed unsafe class NeighbourSearch
{
    private const int BlockBytes = 320 * 1024;
    private const int GroupBytes = 3 * 1024 * 1024;
    private readonly IRows queries;
    private readonly IRows references;
    private readonly int[] queryRows;
    private readonly int[] referenceRows;
    private readonly Scaling scaling;
    private readonly TopK best;
    private readonly bool shared;
    private readonly double sign;
    private readonly double[] queryOffsets;
    private readonly float[] limits;
    private readonly float[] referenceTerms;
    private readonly int blockRows;
    private readonly Lock[] locks;

    private NeighbourSearch(IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, bool shared, bool farthest)
    {
        this.queries = queries;
        this.references = references;
        this.queryRows = queryRows;
        this.referenceRows = referenceRows;
        this.shared = shared;
        sign = farthest ? -1 : 1;
        scaling = new Scaling(queries, queryRows, references, referenceRows);
        best = new TopK(queryRows.Length, k);

        // A block holds whole tiles of queries (12) and of references (32).
        blockRows = Math.Clamp(BlockBytes / (references.Columns * sizeof(float)) / 96, 1, 20) * 96;
        locks = new Lock[(queryRows.Length / blockRows) + 1];
        for (int i = 0; i < locks.Length; i++)
        {
            locks[i] = new Lock();
        }

        double error = sign * scaling.Relative;
        queryOffsets = Array.ConvertAll(queryRows, row => scaling.SquaredNorm(queries.Row(row)) * (1 - error));
        limits = new float[queryRows.Length + TileKernel.References];
        Array.Fill(limits, float.PositiveInfinity, 0, queryRows.Length);
        Array.Fill(limits, float.NegativeInfinity, queryRows.Length, TileKernel.References);
        referenceTerms = new float[referenceRows.Length + TileKernel.References];
        Array.Fill(referenceTerms, float.PositiveInfinity);
        for (int i = 0; i < referenceRows.Length; i++)
        {
            referenceTerms[i] = MathF.BitDecrement((float)(sign * scaling.SquaredNorm(references.Row(referenceRows[i])) * (1 - error)));
        }
    }

    /// <summary>The k nearest of <paramref name="pool"/> to each of <paramref name="rows"/>, which the pool contains; a row is not its own neighbour.</summary>
    public static NeighbourTable Others(IRows all, int[] rows, int[] pool, int k, int threads)
    {
        var chosen = new HashSet<int>(rows);
        int[] ordered = [.. rows, .. pool.Where(row => !chosen.Contains(row))];
        return new NeighbourSearch(all, rows, all, ordered, k, shared: true, farthest: false).Run(k, threads);
    }

    /// <summary>The k nearest (or farthest, the farthest first) of some rows to some others.</summary>
    public static NeighbourTable Between(
        IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, int threads, bool farthest = false) =>
        new NeighbourSearch(queries, queryRows, references, referenceRows, k, shared: false, farthest).Run(k, threads);

    private NeighbourTable Run(int k, int threads)
    {
        int groupRows = Math.Max(1, GroupBytes / (references.Columns * sizeof(float)) / blockRows) * blockRows;
        int fair = (queryRows.Length / (4 * Math.Max(1, threads)) / blockRows * blockRows) + blockRows;
        groupRows = Math.Min(groupRows, fair);
        int groups = (queryRows.Length + groupRows - 1) / groupRows;
        Workers.ForEach(groups, threads, group => SearchGroup(group * groupRows, Math.Min((group + 1) * groupRows, queryRows.Length)));
        double[] squared = sign > 0 ? best.Scores : Array.ConvertAll(best.Scores, score => -score);
        return new NeighbourTable(queryRows.Length, k, best.Rows, squared);
    }

    private void SearchGroup(int start, int end)
    {
        int columns = references.Columns, queryPanels = (end - start + TileKernel.Queries - 1) / TileKernel.Queries;
        float* packed = (float*)NativeMemory.AlignedAlloc((nuint)queryPanels * TileKernel.Queries * (nuint)columns * sizeof(float), 64);
        float* block = (float*)NativeMemory.AlignedAlloc((nuint)blockRows * (nuint)columns * sizeof(float), 64);
        try
        {
            scaling.Pack(queries, queryRows.AsSpan(start, end - start), TileKernel.Queries, packed);

            // Pairs of two queries are met once, in the group of the first.
            for (int from = shared ? start : 0; from < referenceRows.Length; from += blockRows)
            {
                int to = Math.Min(from + blockRows, referenceRows.Length);
                scaling.Pack(references, referenceRows.AsSpan(from, to - from), TileKernel.References, block);
                for (int panel = 0; panel < queryPanels; panel++)
                {
                    float* a = packed + ((long)panel * TileKernel.Queries * columns);
                    SearchPanel(start + (panel * TileKernel.Queries), a, from, to, block);
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(packed);
            NativeMemory.AlignedFree(block);
        }
    }

    private void SearchPanel(int query, float* a, int from, int to, float* block)
    {
        float* products = stackalloc float[TileKernel.Queries * TileKernel.References];
        for (int reference = from; reference < to; reference += TileKernel.References, block += (long)TileKernel.References * references.Columns)
        {
            if (shared && reference + TileKernel.References <= query)
            {
                continue;
            }

            TileKernel.Multiply(a, block, references.Columns, products);
            bool both = shared && reference < queryRows.Length;
            if (Vector512.IsHardwareAccelerated)
            {
                Select512(query, reference, both, products);
            }
            else
            {
                Select256(query, reference, both, products);
            }
        }
    }

    private void Select512(int query, int reference, bool both, float* products)
    {
        Vector512<float> factor = Vector512.Create((float)(-2 * sign));
        int queriesLeft = Math.Min(TileKernel.Queries, queryRows.Length - query);
        for (int half = 0; half < TileKernel.References; half += 16)
        {
            Vector512<float> terms = Vector512.LoadUnsafe(ref referenceTerms[reference + half]);
            Vector512<float> otherLimits = both && reference + half < queryRows.Length
                ? Vector512.LoadUnsafe(ref limits[reference + half])
                : Vector512.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                Vector512<float> product = Vector512.Load(products + (q * TileKernel.References) + half);
                Vector512<float> near = Vector512.LessThanOrEqual(
                    Vector512.MultiplyAddEstimate(product, factor, terms), Vector512.Create(limits[query + q]));
                if (both)
                {
                    near |= Vector512.LessThanOrEqual(
                        Vector512.MultiplyAddEstimate(product, factor, Vector512.Create(referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                {
                    Measure(query + q, reference + half, found);
                }
            }
        }
    }

    private void Select256(int query, int reference, bool both, float* products)
    {
        Vector256<float> factor = Vector256.Create((float)(-2 * sign));
        int queriesLeft = Math.Min(TileKernel.Queries, queryRows.Length - query);
        for (int part = 0; part < TileKernel.References; part += 8)
        {
            Vector256<float> terms = Vector256.LoadUnsafe(ref referenceTerms[reference + part]);
            Vector256<float> otherLimits = both && reference + part < queryRows.Length
                ? Vector256.LoadUnsafe(ref limits[reference + part])
                : Vector256.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                Vector256<float> product = Vector256.Load(products + (q * TileKernel.References) + part);
                Vector256<float> near = Vector256.LessThanOrEqual(
                    Vector256.MultiplyAddEstimate(product, factor, terms), Vector256.Create(limits[query + q]));
                if (both)
                {
                    near |= Vector256.LessThanOrEqual(
                        Vector256.MultiplyAddEstimate(product, factor, Vector256.Create(referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                {
                    Measure(query + q, reference + part, found);
                }
            }
        }
    }

    private void Measure(int query, int firstReference, ulong found)
    {
        ReadOnlySpan<float> row = queries.Row(queryRows[query]);
        for (; found != 0; found &= found - 1)
        {
            int reference = firstReference + System.Numerics.BitOperations.TrailingZeroCount(found);
            if (reference >= referenceRows.Length || (shared && reference <= query))
            {
                continue;
            }

            double score = sign * ExactDistance.Squared(row, references.Row(referenceRows[reference]));
            Offer(query, score, referenceRows[reference]);
            if (shared && reference < queryRows.Length)
            {
                Offer(reference, score, queryRows[query]);
            }
        }
    }

    private void Offer(int query, double score, int row)
    {
        // A query of a shared search is met in its own group and in earlier ones, maybe on another thread.
        lock (locks[query / blockRows])
        {
            if (best.Insert(query, score, row))
            {
                double worst = best.Worst(query);
                if (!double.IsPositiveInfinity(worst))
                {
                    double limit = (worst * scaling.SquaredScale) - (sign * queryOffsets[query]) + scaling.Absolute;
                    limits[query] = MathF.BitIncrement((float)limit);
                }
            }
        }
    }
}
