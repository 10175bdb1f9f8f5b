using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Blocked exact search. Tiles of dot products, of rows rounded to 16 bits or of float32, give a lower bound of each squared distance,
/// |y|² (1 - e) - 2 x·y + |x|² (1 - e), and as far above it an upper one; pairs whose lower bound exceeds k upper ones of the query
/// are left out, the others measured in float64. Where the queries are among the references, each pair of queries is multiplied once and serves both rows.
/// What is kept depends on the float64 distances alone, so neither threads nor vector width can change the result.
/// </summary>
internal sealed unsafe partial class NeighbourSearch
{
    private const int BlockBytes = 320 * 1024;
    private const int GroupBytes = 3 * 1024 * 1024;
    private readonly IRows queries;
    private readonly IRows references;
    private readonly int[] queryRows;
    private readonly int[] referenceRows;
    private readonly Scaling scaling;
    private readonly Candidates candidates;
    private readonly bool shared;
    private readonly int threads;
    private readonly double sign;
    private readonly double error;
    private readonly double[] queryNorms;
    private readonly double[] referenceNorms;
    private readonly float[] referenceTerms;
    private readonly Quantization? quantization;
    private readonly float[] querySteps = [];
    private readonly float[] referenceSteps = [];
    private readonly int depth;
    private readonly int blockRows;

    private NeighbourSearch(IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, int threads, bool shared, bool farthest)
    {
        this.queries = queries;
        this.references = references;
        this.queryRows = queryRows;
        this.referenceRows = referenceRows;
        this.shared = shared;
        this.threads = threads;
        sign = farthest ? -1 : 1;
        scaling = new Scaling(references, referenceRows, shared ? 0 : Scaling.Greatest(queries, queryRows));
        candidates = new Candidates(queryRows.Length, k, Limit, Score);
        referenceNorms = scaling.SquaredNorms(references, referenceRows, threads);
        queryNorms = shared ? referenceNorms : scaling.SquaredNorms(queries, queryRows, threads);

        error = scaling.Relative;
        if (WholeTileKernel.IsSupported)
        {
            var whole = new Quantization(scaling, references.Columns);
            referenceSteps = whole.Steps(references, referenceRows, threads);
            querySteps = shared ? referenceSteps : whole.Steps(queries, queryRows, threads);

            // |x·y - x'·y'| ≤ |x||y| (2c + 3c²), if c is the greatest relative change of a row; twice that, by |x||y| ≤ (|x|² + |y|²) / 2.
            double change = whole.RelativeChange, wider = error + (2 * change) + (3 * change * change);
            if (FewCandidates(wider, k))
            {
                (quantization, error) = (whole, wider);
            }
        }

        // A block holds whole tiles of queries (12) and of references (32).
        depth = quantization == null ? references.Columns : (references.Columns + 1) / 2;
        blockRows = Math.Clamp(BlockBytes / (depth * sizeof(float)) / 96, 1, 20) * 96;
        referenceTerms = Terms();
    }

    /// <summary>The k nearest of <paramref name="pool"/> to each of <paramref name="rows"/>, which the pool contains; a row is not its own neighbour.</summary>
    public static NeighbourTable Others(IRows all, int[] rows, int[] pool, int k, int threads)
    {
        int[] ordered = rows;
        if (rows.Length < pool.Length)
        {
            var chosen = new HashSet<int>(rows);
            ordered = [.. rows, .. pool.Where(row => !chosen.Contains(row))];
        }

        return new NeighbourSearch(all, rows, all, ordered, k, threads, shared: true, farthest: false).Run(k);
    }

    /// <summary>The k nearest (or farthest, the farthest first) of some rows to some others.</summary>
    public static NeighbourTable Between(
        IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, int threads, bool farthest = false) =>
        new NeighbourSearch(queries, queryRows, references, referenceRows, k, threads, shared: false, farthest).Run(k);

    private NeighbourTable Run(int k)
    {
        int groupRows = Math.Max(1, GroupBytes / (depth * sizeof(float)) / blockRows) * blockRows;
        int fair = (queryRows.Length / (4 * Math.Max(1, threads)) / blockRows * blockRows) + blockRows;
        groupRows = Math.Min(groupRows, fair);
        int groups = (queryRows.Length + groupRows - 1) / groupRows;
        Workers.ForEach(groups, threads, group => SearchGroup(group * groupRows, Math.Min((group + 1) * groupRows, queryRows.Length)));
        TopK best = candidates.Best(threads);
        if (sign < 0)
        {
            for (int i = 0; i < best.Scores.Length; i++)
            {
                best.Scores[i] = -best.Scores[i];
            }
        }

        return new NeighbourTable(queryRows.Length, k, best.Rows, best.Scores);
    }

    private void SearchGroup(int start, int end)
    {
        int queryPanels = (end - start + TileKernel.Queries - 1) / TileKernel.Queries;
        float* packed = (float*)NativeMemory.AlignedAlloc((nuint)queryPanels * TileKernel.Queries * (nuint)depth * sizeof(float), 64);
        float* block = (float*)NativeMemory.AlignedAlloc((nuint)blockRows * (nuint)depth * sizeof(float), 64);
        try
        {
            Pack(queries, queryRows, querySteps, start, end, TileKernel.Queries, packed);

            // Pairs of two queries are met once, in the group of the first.
            for (int from = shared ? start : 0; from < referenceRows.Length; from += blockRows)
            {
                int to = Math.Min(from + blockRows, referenceRows.Length);
                Pack(references, referenceRows, referenceSteps, from, to, TileKernel.References, block);
                for (int panel = 0; panel < queryPanels; panel++)
                {
                    float* a = packed + ((long)panel * TileKernel.Queries * depth);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SearchPanel(int query, float* a, int from, int to, float* block)
    {
        float* products = stackalloc float[TileKernel.Queries * TileKernel.References];
        for (int reference = from; reference < to; reference += TileKernel.References, block += (long)TileKernel.References * depth)
        {
            if (shared && reference + TileKernel.References <= query)
            {
                continue;
            }

            if (quantization == null)
            {
                TileKernel.Multiply(a, block, depth, products);
            }
            else
            {
                WholeTileKernel.Multiply((int*)a, (int*)block, depth, (int*)products);
                ToFloat(query, reference, products);
            }

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

    private void Pack(IRows rows, int[] numbers, float[] steps, int from, int to, int width, float* panels)
    {
        if (quantization == null)
        {
            scaling.Pack(rows, numbers.AsSpan(from, to - from), width, panels);
        }
        else
        {
            quantization.Pack(rows, numbers.AsSpan(from, to - from), steps.AsSpan(from, to - from), width, (int*)panels);
        }
    }

    /// <summary>Whole dot products times the steps of both rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToFloat(int query, int reference, float* products)
    {
        int queriesLeft = Math.Min(TileKernel.Queries, queryRows.Length - query);
        if (reference + TileKernel.References <= referenceRows.Length)
        {
            for (int part = 0; part < TileKernel.References; part += 8)
            {
                Vector256<float> steps = Vector256.LoadUnsafe(ref referenceSteps[reference + part]);
                for (int q = 0; q < queriesLeft; q++)
                {
                    float* product = products + (q * TileKernel.References) + part;
                    (Vector256.ConvertToSingle(Vector256.Load((int*)product)) * steps * querySteps[query + q]).Store(product);
                }
            }

            return;
        }

        for (int q = 0; q < queriesLeft; q++)
        {
            for (int r = 0; r < TileKernel.References; r++)
            {
                float* product = products + (q * TileKernel.References) + r;
                *product = reference + r < referenceRows.Length ? *(int*)product * referenceSteps[reference + r] * querySteps[query + q] : 0;
            }
        }
    }
}
