namespace MLNetBert.Resampling.Neighbours;

/// <summary>Which pairs of a tile are offered as candidates: those whose lower bound is within the limit of either row.</summary>
internal sealed unsafe partial class NeighbourSearch
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select512(int query, int reference, bool both, float* products)
    {
        ref float limits = ref _candidates.Limits;
        var factor = Vector512.Create((float)(-2 * _sign));
        int queriesLeft = Math.Min(TileKernel.Queries, _queryRows.Length - query);
        for (int half = 0; half < TileKernel.References; half += 16)
        {
            var terms = Vector512.LoadUnsafe(ref _referenceTerms[reference + half]);
            Vector512<float> otherLimits = both && reference + half < _queryRows.Length
                ? Vector512.LoadUnsafe(ref limits, (nuint)(reference + half))
                : Vector512.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                var product = Vector512.Load(products + (q * TileKernel.References) + half);
                var near = Vector512.LessThanOrEqual(
                    Vector512.MultiplyAddEstimate(product, factor, terms), Vector512.Create(Unsafe.Add(ref limits, query + q)));
                if (both)
                {
                    near |= Vector512.LessThanOrEqual(
                        Vector512.MultiplyAddEstimate(product, factor, Vector512.Create(_referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                    Offer(query + q, reference + half, found, both, products + (q * TileKernel.References) + half);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select256(int query, int reference, bool both, float* products)
    {
        ref float limits = ref _candidates.Limits;
        var factor = Vector256.Create((float)(-2 * _sign));
        int queriesLeft = Math.Min(TileKernel.Queries, _queryRows.Length - query);
        for (int part = 0; part < TileKernel.References; part += 8)
        {
            var terms = Vector256.LoadUnsafe(ref _referenceTerms[reference + part]);
            Vector256<float> otherLimits = both && reference + part < _queryRows.Length
                ? Vector256.LoadUnsafe(ref limits, (nuint)(reference + part))
                : Vector256.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                var product = Vector256.Load(products + (q * TileKernel.References) + part);
                var near = Vector256.LessThanOrEqual(
                    Vector256.MultiplyAddEstimate(product, factor, terms), Vector256.Create(Unsafe.Add(ref limits, query + q)));
                if (both)
                {
                    near |= Vector256.LessThanOrEqual(
                        Vector256.MultiplyAddEstimate(product, factor, Vector256.Create(_referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                    Offer(query + q, reference + part, found, both, products + (q * TileKernel.References) + part);
            }
        }
    }

    /// <summary>Offers to a query those of the next references that are marked, and the query to each of them if they are queries too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int query, int firstReference, ulong found, bool both, float* products)
    {
        for (; found != 0; found &= found - 1)
        {
            int lane = BitOperations.TrailingZeroCount(found), reference = firstReference + lane;
            if (reference >= _referenceRows.Length || (_shared && reference <= query))
                continue;

            // The bounds are 2 e (|x|² + |y|²) apart, plus what rounding them to float32 may cost.
            double product = -2 * _sign * products[lane];
            double width = (((2 * _error) + 1e-6) * (_queryNorms[query] + _referenceNorms[reference])) + (2 * _scaling.Absolute);
            double bound = _referenceTerms[reference] + product;
            _candidates.Offer(query, reference, (float)bound, MathF.BitIncrement((float)(bound + width)));
            if (both && reference < _queryRows.Length)
            {
                bound = _referenceTerms[query] + product;
                _candidates.Offer(reference, query, (float)bound, MathF.BitIncrement((float)(bound + width)));
            }
        }
    }
}
