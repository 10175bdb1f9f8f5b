namespace MLNetBert.Encoder.Layers;

/// <summary>Checks the arguments of layers: each is a run of values, as many as its shape says.</summary>
internal static class LayerShape
{
    /// <summary>Checks sizes that must be at least <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentException">It is less.</exception>
    public static void CheckSize(int size, int least, string argument)
    {
        if (size < least)
            throw new ArgumentException($"{argument} is {size}; at least {least} is expected.", argument);
    }

    /// <summary>Checks that an argument has as many values as its shape says.</summary>
    /// <exception cref="ArgumentException">It has more or fewer; the message names the argument, its length and the shape.</exception>
    public static void Check(int length, string argument, string axes, params ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;
        if (length != count)
            throw new ArgumentException($"{argument} has {length} values; {axes} = [{string.Join(", ", shape.ToArray().Select(size => $"{size}"))}] is expected.", argument);
    }

    /// <summary>Like <see cref="Check"/>, but the argument may also be empty.</summary>
    public static void CheckOptional(int length, string argument, string axes, params ReadOnlySpan<int> shape)
    {
        if (length != 0)
            Check(length, argument, axes, shape);
    }

    /// <summary>The mask, or all ones if it is empty.</summary>
    public static ReadOnlySpan<int> MaskOrOnes(ReadOnlySpan<int> mask, int count)
    {
        if (!mask.IsEmpty)
            return mask;
        int[] ones = new int[count];
        ones.AsSpan().Fill(1);
        return ones;
    }
}
