using System.Runtime.CompilerServices;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>The bounds of distances, and the distances themselves.</summary>
internal sealed unsafe partial class NeighbourSearch
{
    /// <summary>What of the lower bounds belongs to each reference; after the last, room for a vector that excludes all.</summary>
    private float[] Terms()
    {
        var terms = new float[referenceRows.Length + TileKernel.References];
        for (int i = 0; i < referenceRows.Length; i++)
        {
            terms[i] = MathF.BitDecrement((float)Share(referenceNorms[i]));
        }

        terms.AsSpan(referenceRows.Length).Fill(float.PositiveInfinity);
        return terms;
    }

    /// <summary>Whether such wide bounds leave few pairs to measure: looked at on a sample of queries and references.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FewCandidates(double wider, int k)
    {
        const int Queries = 10, References = 1000;
        int queryStep = Math.Max(1, queryRows.Length / Queries), referenceStep = Math.Max(1, referenceRows.Length / References);
        int rank = Math.Max(1, k / referenceStep);
        var bounds = new double[((referenceRows.Length - 1) / referenceStep) + 1];
        long found = 0, looked = 0;
        for (int query = 0; query < queryRows.Length; query += queryStep)
        {
            var best = new TopK(1, rank);
            int count = 0;
            for (int reference = 0; reference < referenceRows.Length; reference += referenceStep)
            {
                if (!shared || reference != query)
                {
                    double score = Score(query, reference).Score * scaling.SquaredScale;
                    best.Insert(0, score, reference);
                    bounds[count++] = score - (2 * wider * (queryNorms[query] + referenceNorms[reference]));
                }
            }

            for (int i = 0; i < count; i++)
            {
                found += bounds[i] <= best.Worst(0) ? 1 : 0;
            }

            found -= Math.Min(rank, count);
            looked += count;
        }

        return found <= looked * 0.02;
    }

    /// <summary>What a row's own length adds to the lower bounds.</summary>
    private double Share(double norm) => sign * norm * (1 - (sign * error));

    private float Limit(int query, double score) =>
        MathF.BitIncrement((float)((score * scaling.SquaredScale) - Share(queryNorms[query]) + scaling.Absolute));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Score, int Row) Score(int query, int reference)
    {
        int row = referenceRows[reference];
        return (sign * ExactDistance.Squared(queries.Row(queryRows[query]), references.Row(row)), row);
    }
}
