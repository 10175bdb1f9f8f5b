using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>A text's bits are the same alone, cut to its length, and in a batch, padded, at any place, whatever the padding holds.</summary>
public class SameBitsTests
{
    private static readonly Arbitrary<int[]> Lengths = Gen.Choose(0, 17).NonEmptyListOf().Where(list => list.Count <= 9).Select(list => list.ToArray()).ToArbitrary();

    [Theory]
    [InlineData(5, 3)]
    [InlineData(24, 40)]
    [InlineData(384, 10)]
    public void Linear_softmax_and_attention(int size, int outputs)
    {
        MaskedLinear linear = new(SafetensorsWriter.Random(1, ("weight", [outputs, size]), ("bias", [outputs])));
        var additive = AttentionPooling.Additive(SafetensorsWriter.Random(2, ("weight", [outputs, size]), ("bias", [outputs]), ("v", [outputs])));
        Check(size, (tokens, mask, batch, sequence) => linear.Apply(tokens, mask, batch, sequence), outputs, perToken: true);
        Check(size, (tokens, mask, batch, sequence) => MaskedSoftmax.Apply(tokens, mask, batch, sequence, size), size, perToken: true);
        Check(size, (tokens, mask, batch, sequence) => additive.Apply(tokens, mask, batch, sequence), size, perToken: false);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(48, 3)]
    public void Cross_attention(int size, int heads)
    {
        CrossAttention attention = new(
            SafetensorsWriter.Random(3, ("in_proj_weight", [3 * size, size]), ("in_proj_bias", [3 * size]), ("out_proj.weight", [size, size]), ("out_proj.bias", [size])), heads);
        float[] query = Noise(5, 2 * size);

        // Every row asks the same two queries.
        Check(size, (tokens, mask, batch, sequence) => attention.Apply([.. Enumerable.Repeat(query, batch).SelectMany(q => q)], tokens, tokens, mask, batch, 2, sequence), 2 * size, perToken: false);
    }

    [Theory]
    [InlineData(RecurrentKind.RnnTanh, 1, 20, 12)]
    [InlineData(RecurrentKind.RnnRelu, 1, 7, 33)]
    [InlineData(RecurrentKind.Gru, 3, 8, 10)]
    [InlineData(RecurrentKind.Gru, 3, 384, 128)]
    [InlineData(RecurrentKind.Gru, 3, 65, 257)]
    [InlineData(RecurrentKind.Lstm, 4, 8, 10)]
    [InlineData(RecurrentKind.Lstm, 4, 384, 128)]
    [InlineData(RecurrentKind.Lstm, 4, 65, 257)]
    public void Recurrent_layers(RecurrentKind kind, int gates, int inputs, int hidden)
    {
        using RecurrentLayer layer = new(SafetensorsWriter.Recurrent(4, gates, inputs, hidden), kind);
        Check(inputs, (tokens, mask, batch, sequence) => layer.Apply(tokens, mask, batch, sequence).Tokens, 2 * hidden, perToken: true, times: 15);
    }

    private static void Check(int size, Func<float[], int[], int, int, float[]> apply, int outputs, bool perToken, int times = 40)
    {
        var random = new Random(7);
        Prop.ForAll(Lengths, lengths =>
        {
            int sequence = lengths.Max() + random.Next(3);
            float[] tokens = Noise(random.Next(), lengths.Length * sequence * size);
            int[] mask = new int[lengths.Length * sequence];
            for (int row = 0; row < lengths.Length; row++)
            {
                mask.AsSpan(row * sequence, lengths[row]).Fill(1);
                tokens.AsSpan(((row * sequence) + lengths[row]) * size, (sequence - lengths[row]) * size).Fill(float.NaN);
            }

            float[] together = apply(tokens, mask, lengths.Length, sequence);
            Assert.All(together, value => Assert.False(float.IsNaN(value)));
            for (int row = 0; row < lengths.Length; row++)
            {
                int[] ones = [.. Enumerable.Repeat(1, lengths[row])];
                float[] alone = apply(tokens[(row * sequence * size)..(((row * sequence) + lengths[row]) * size)], ones, 1, lengths[row]);
                int width = perToken ? sequence * outputs : outputs;
                Assert.True(alone.AsSpan().SequenceEqual(together.AsSpan(row * width, perToken ? lengths[row] * outputs : outputs)), $"Row {row} of {string.Join(",", lengths)} differs.");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
    }

    private static float[] Noise(int seed, int count)
    {
        Random random = new(seed);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)((random.NextDouble() * 4) - 2);
        return values;
    }
}
