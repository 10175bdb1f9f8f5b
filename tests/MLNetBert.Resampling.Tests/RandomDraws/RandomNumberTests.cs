using MLNetBert.Resampling;
using MLNetBert.Resampling.Numerics;
using MLNetBert.Resampling.RandomDraws;

namespace MLNetBert.Tests.Resampling;

public class RandomNumberTests
{
    /// <summary>The reference code's first numbers for SplitMix64 of 1234567 are the state; this is xoshiro256** from it, written plainly.</summary>
    [Fact]
    public void The_generator_is_xoshiro256_star_star_seeded_by_split_mix64()
    {
        // From the SplitMix64 page of Rosetta Code, for seed 1234567.
        ulong[] s = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        var random = new Xoshiro256(1234567);
        for (int i = 0; i < 1000; i++)
        {
            ulong product = s[1] * 5, expected = ((product << 7) | (product >> 57)) * 9, t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = (s[3] << 45) | (s[3] >> 19);
            Assert.Equal(expected, random.Next());
        }
    }

    [Fact]
    public void Logarithm_and_exponential_are_those_of_the_platform_to_the_last_bits()
    {
        var random = new Random(1);
        for (int i = 0; i < 20000; i++)
        {
            double x = Math.Exp((random.NextDouble() * 200) - 100), y = (random.NextDouble() * 100) - 50;
            Assert.Equal(1, PortableMath.Log(x) / Math.Log(x), 1e-14);
            Assert.Equal(1, PortableMath.Exp(y) / Math.Exp(y), 2e-15);
        }

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(1000));
    }

    [Fact]
    public void Noise_drawn_in_even_pieces_is_that_of_one_draw()
    {
        SeededDraws pieces = new(9), whole = new(9);
        double[] all = whole.Normals(23);
        Assert.Equal(all.AsEnumerable(), [.. pieces.Normals(4), .. pieces.Normals(10), .. pieces.Normals(9)]);
        Assert.Equal(whole.Normals(1), pieces.Normals(1));
    }

    [Fact]
    public void Draws_have_their_moments_and_bounds()
    {
        var draws = new SeededDraws(3);
        const int Count = 20000;
        double[] normals = draws.Normals(Count), fractions = [.. Enumerable.Range(0, Count).Select(_ => draws.Fraction())];
        Assert.Equal(0, normals.Average(), 0.04);
        Assert.Equal(1, normals.Average(value => value * value), 0.06);

        // Beta(10, 10): mean 1/2, variance 1 / (4 × 21).
        Assert.Equal(0.5, fractions.Average(), 0.005);
        Assert.Equal(1.0 / 84, fractions.Average(value => (value - 0.5) * (value - 0.5)), 0.001);
        int[] rows = [.. Enumerable.Range(5, 10)];
        Assert.Equal(rows, draws.WithReplacement(1000, rows).Distinct().Order());
        Assert.Equal(rows, draws.WithoutReplacement(10, rows).Order());
        (int[] places, int[] ranks, double[] steps) = draws.Pairs(2000, rows, 3, -0.5);
        Assert.Equal(10, places.Distinct().Count());
        Assert.Equal([0, 1, 2], ranks.Distinct().Order());
        Assert.All(steps, step => Assert.InRange(step, -0.5, 0));
        Assert.All(draws.Factors([true, false]).Zip([0.5, 1.0]), pair => Assert.InRange(pair.First, pair.Second == 1 ? 1 : 0, pair.Second));
    }

    [Fact]
    public void Balanced_weights_are_scikit_learns_formula()
    {
        int[] labels = [5, 5, 5, 9, 5, 7, 7, 5];
        IReadOnlyDictionary<int, double> weights = ClassWeights.Balanced(labels);
        Assert.All(weights, pair => Assert.Equal(8 / (3.0 * labels.Count(label => label == pair.Key)), pair.Value));
        Assert.Equal([.. labels.Select(label => (float)weights[label])], ClassWeights.BalancedRows(labels));
    }
}
