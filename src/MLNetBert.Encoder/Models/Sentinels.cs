using System.Text.Json;

namespace MLNetBert.Encoder.Models;

/// <summary>
/// A few texts' ids and the vectors that the float32 model gives them, the mean over their tokens. An int8 file carries them, since a processor or runtime whose integer
/// kernels add up wrongly says nothing about it.
/// </summary>
/// <param name="Texts">The texts.</param>
/// <param name="LeastCosine">What their cosine to the float32 vectors is at least, if sums are right.</param>
internal sealed record Sentinels(IReadOnlyList<Sentinel> Texts, double LeastCosine)
{
    public static Sentinels None { get; } = new([], 0);

    /// <exception cref="FormatException">A text has no tokens, or its vector no values.</exception>
    public static Sentinels Read(JsonElement json) => new([.. json.GetProperty("sentinels").EnumerateArray().Select(ReadText)], json.GetProperty("sentinels_least_cosine").GetDouble());

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("sentinels_least_cosine", LeastCosine);
        json.WriteStartArray("sentinels");
        foreach (Sentinel text in Texts)
        {
            json.WriteStartObject();
            json.WriteStartArray("ids");
            foreach (int id in text.Ids)
                json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteBase64String("vector", MemoryMarshal.AsBytes(text.Vector.AsSpan()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Sentinel ReadText(JsonElement json)
    {
        int[] ids = [.. json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        float[] vector = MemoryMarshal.Cast<byte, float>(json.GetProperty("vector").GetBytesFromBase64()).ToArray();
        return ids.Length > 0 && vector.Length > 0 ? new(ids, vector) : throw new FormatException("It is empty.");
    }

    /// <summary>Runs them.</summary>
    /// <param name="file">The model's file, for the message.</param>
    /// <param name="run">Gives token vectors of one text, [tokens, hidden].</param>
    /// <exception cref="BadInputException">A cosine is below what the file promises.</exception>
    public void Check(string file, Func<int[], float[]> run)
    {
        double lowest = 1;
        foreach (Sentinel text in Texts)
            lowest = Math.Min(lowest, text.Cosine(run(text.Ids)));
        if (!(lowest >= LeastCosine))
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{file}: this processor ({ProcessorKernels.Name}) gives wrong sums for its int8 weights: the vectors of its test texts have a cosine of {lowest:F4} to the float32 ones, {LeastCosine:F4} is the least; take the float32 file, or quantize the model with --reduce-range (7-bit weights).")) { Code = "model.sums", File = file };
    }
}

/// <summary>A text's ids, and the mean of its token vectors in float32.</summary>
internal sealed record Sentinel(int[] Ids, float[] Vector)
{
    /// <summary>The cosine between the text's vector and the mean of token vectors.</summary>
    public double Cosine(ReadOnlySpan<float> tokens) => Cosine(Mean(tokens, Vector.Length), Vector);

    /// <summary>The mean of rows.</summary>
    public static float[] Mean(ReadOnlySpan<float> rows, int size)
    {
        double[] sums = new double[size];
        for (int i = 0; i < rows.Length; i++)
            sums[i % size] += rows[i];
        int count = rows.Length / size;
        return Array.ConvertAll(sums, sum => (float)(sum / count));
    }

    /// <summary>The cosine of two vectors, in float64.</summary>
    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double product = 0, leftSquare = 0, rightSquare = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        return product / Math.Sqrt(leftSquare * rightSquare);
    }
}
