namespace MLNetBert.Resampling.Neighbours;

/// <summary>Bounds on distances, and the distances themselves.</summary>
internal sealed unsafe partial class NeighbourSearch
{
    /// <summary>The part of the lower bounds that belongs to each reference; after the last, room for a vector that excludes everything.</summary>
    private float[] Terms()
    {
        float[] terms = new float[_referenceRows.Length + TileKernel.References];
        for (int i = 0; i < _referenceRows.Length; i++)
            terms[i] = MathF.BitDecrement((float)Share(_referenceNorms[i]));

        terms.AsSpan(_referenceRows.Length).Fill(float.PositiveInfinity);
        return terms;
    }

    /// <summary>Whether bounds this wide leave few pairs to measure, judged by a sample of queries and references.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FewCandidates(double wider, int k)
    {
        const int Queries = 10, References = 1000;
        int queryStep = Math.Max(1, _queryRows.Length / Queries), referenceStep = Math.Max(1, _referenceRows.Length / References);
        int rank = Math.Max(1, k / referenceStep);
        double[] bounds = new double[((_referenceRows.Length - 1) / referenceStep) + 1];
        long found = 0, looked = 0;
        for (int query = 0; query < _queryRows.Length; query += queryStep)
        {
            var best = new TopK(1, rank);
            int count = 0;
            for (int reference = 0; reference < _referenceRows.Length; reference += referenceStep)
            {
                if (!_shared || reference != query)
                {
                    double score = Score(query, reference).Score * _scaling.SquaredScale;
                    best.Insert(0, score, reference);
                    bounds[count++] = score - (2 * wider * (_queryNorms[query] + _referenceNorms[reference]));
                }
            }

            for (int i = 0; i < count; i++)
                found += bounds[i] <= best.Worst(0) ? 1 : 0;

            found -= Math.Min(rank, count);
            looked += count;
        }

        return found <= looked * 0.02;
    }

    /// <summary>What a row's own length adds to the lower bounds.</summary>
    private double Share(double norm) => _sign * norm * (1 - (_sign * _error));

    private float Limit(int query, double score) =>
        MathF.BitIncrement((float)((score * _scaling.SquaredScale) - Share(_queryNorms[query]) + _scaling.Absolute));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Score, int Row) Score(int query, int reference)
    {
        int row = _referenceRows[reference];
        return (_sign * ExactDistance.Squared(_queries.Row(_queryRows[query]), _references.Row(row)), row);
    }
}
