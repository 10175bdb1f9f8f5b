namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    internal string Name { get; } = name;
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute(params int[] dimensions) : Attribute
{
    public VectorTypeAttribute() : this([])
    {
    }

    public VectorTypeAttribute(int size) : this([size])
    {
    }

    internal int[] Dimensions { get; } = dimensions;
}

/// <summary>A member that counts from 0; its column is a key, which counts from 1 and is 0 for what is beyond the count.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute(ulong count) : Attribute
{
    internal ulong Count { get; } = count;
}

/// <summary>Which column of a text file a member is read from.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnAttribute(int start, int end) : Attribute
{
    public LoadColumnAttribute(int fieldIndex) : this(fieldIndex, fieldIndex)
    {
    }

    internal int Start { get; } = start;

    internal int End { get; } = end;
}
