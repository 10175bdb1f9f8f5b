using System.Collections;

namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>What NamedOnnxValue carries. Only the dense form is here.</summary>
public abstract class Tensor<T> : IReadOnlyList<T>
{
    private readonly int[] _dimensions;

    protected Tensor(ReadOnlySpan<int> dimensions)
    {
        _dimensions = dimensions.ToArray();
        long length = 1;
        foreach (var dimension in _dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            length *= dimension;
        }

        Length = length;
    }

    public long Length { get; }

    public int Rank => _dimensions.Length;

    public ReadOnlySpan<int> Dimensions => _dimensions;

    int IReadOnlyCollection<T>.Count => checked((int)Length);

    T IReadOnlyList<T>.this[int index] => GetValue(index);

    public virtual T this[params int[] indices]
    {
        get => GetValue(Index(indices));
        set => SetValue(Index(indices), value);
    }

    public abstract T GetValue(int index);

    public abstract void SetValue(int index, T value);

    public virtual DenseTensor<T> ToDenseTensor() => new(Enumerable.Range(0, checked((int)Length)).Select(GetValue).ToArray(), Dimensions);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => Enumerable.Range(0, checked((int)Length)).Select(GetValue).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    private int Index(int[] indices)
    {
        if (indices.Length != Rank)
        {
            throw new ArgumentException($"{indices.Length} indices given, the tensor has {Rank} dimensions.", nameof(indices));
        }

        var index = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)_dimensions[i])
            {
                throw new IndexOutOfRangeException();
            }

            index = (index * _dimensions[i]) + indices[i];
        }

        return index;
    }
}

/// <summary>A tensor over memory, row by row.</summary>
public class DenseTensor<T> : Tensor<T>
{
    public DenseTensor(ReadOnlySpan<int> dimensions)
        : base(dimensions)
        => Buffer = new T[Length];

    public DenseTensor(Memory<T> memory, ReadOnlySpan<int> dimensions)
        : base(dimensions)
        => Buffer = memory.Length == Length
            ? memory
            : throw new ArgumentException($"Length of {nameof(memory)} ({memory.Length}) must match product of {nameof(dimensions)} ({Length}).");

    public Memory<T> Buffer { get; }

    public override T GetValue(int index) => Buffer.Span[index];

    public override void SetValue(int index, T value) => Buffer.Span[index] = value;

    public override DenseTensor<T> ToDenseTensor() => new(Buffer.ToArray(), Dimensions);
}
