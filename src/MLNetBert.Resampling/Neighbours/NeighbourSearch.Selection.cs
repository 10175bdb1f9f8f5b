using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>Which pairs of a tile are offered as candidates: those whose lower bound is within the limit of either row.</summary>
internal sealed unsafe partial class NeighbourSearch
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select512(int query, int reference, bool both, float* products)
    {
        ref float limits = ref candidates.Limits;
        Vector512<float> factor = Vector512.Create((float)(-2 * sign));
        int queriesLeft = Math.Min(TileKernel.Queries, queryRows.Length - query);
        for (int half = 0; half < TileKernel.References; half += 16)
        {
            Vector512<float> terms = Vector512.LoadUnsafe(ref referenceTerms[reference + half]);
            Vector512<float> otherLimits = both && reference + half < queryRows.Length
                ? Vector512.LoadUnsafe(ref limits, (nuint)(reference + half))
                : Vector512.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                Vector512<float> product = Vector512.Load(products + (q * TileKernel.References) + half);
                Vector512<float> near = Vector512.LessThanOrEqual(
                    Vector512.MultiplyAddEstimate(product, factor, terms), Vector512.Create(Unsafe.Add(ref limits, query + q)));
                if (both)
                {
                    near |= Vector512.LessThanOrEqual(
                        Vector512.MultiplyAddEstimate(product, factor, Vector512.Create(referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                {
                    Offer(query + q, reference + half, found, both, products + (q * TileKernel.References) + half);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select256(int query, int reference, bool both, float* products)
    {
        ref float limits = ref candidates.Limits;
        Vector256<float> factor = Vector256.Create((float)(-2 * sign));
        int queriesLeft = Math.Min(TileKernel.Queries, queryRows.Length - query);
        for (int part = 0; part < TileKernel.References; part += 8)
        {
            Vector256<float> terms = Vector256.LoadUnsafe(ref referenceTerms[reference + part]);
            Vector256<float> otherLimits = both && reference + part < queryRows.Length
                ? Vector256.LoadUnsafe(ref limits, (nuint)(reference + part))
                : Vector256.Create(float.NegativeInfinity);
            for (int q = 0; q < queriesLeft; q++)
            {
                Vector256<float> product = Vector256.Load(products + (q * TileKernel.References) + part);
                Vector256<float> near = Vector256.LessThanOrEqual(
                    Vector256.MultiplyAddEstimate(product, factor, terms), Vector256.Create(Unsafe.Add(ref limits, query + q)));
                if (both)
                {
                    near |= Vector256.LessThanOrEqual(
                        Vector256.MultiplyAddEstimate(product, factor, Vector256.Create(referenceTerms[query + q])), otherLimits);
                }

                ulong found = near.ExtractMostSignificantBits();
                if (found != 0)
                {
                    Offer(query + q, reference + part, found, both, products + (q * TileKernel.References) + part);
                }
            }
        }
    }

    /// <summary>Offers to a query those of the next references that are marked, and the query to each of them where they are queries too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int query, int firstReference, ulong found, bool both, float* products)
    {
        for (; found != 0; found &= found - 1)
        {
            int lane = BitOperations.TrailingZeroCount(found), reference = firstReference + lane;
            if (reference >= referenceRows.Length || (shared && reference <= query))
            {
                continue;
            }

            // The bounds are 2 e (|x|² + |y|²) apart, and what rounding them to float32 may take.
            double product = -2 * sign * products[lane];
            double width = (((2 * error) + 1e-6) * (queryNorms[query] + referenceNorms[reference])) + (2 * scaling.Absolute);
            double bound = referenceTerms[reference] + product;
            candidates.Offer(query, reference, (float)bound, MathF.BitIncrement((float)(bound + width)));
            if (both && reference < queryRows.Length)
            {
                bound = referenceTerms[query] + product;
                candidates.Offer(reference, query, (float)bound, MathF.BitIncrement((float)(bound + width)));
            }
        }
    }
}
