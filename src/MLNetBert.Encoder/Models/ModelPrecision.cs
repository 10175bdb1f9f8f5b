namespace MLNetBert;

/// <summary>What a model's file computes with.</summary>
public enum ModelPrecision
{
    /// <summary>Single precision, even if weights are stored in half.</summary>
    Float32,

    /// <summary>Half precision.</summary>
    Float16,

    /// <summary>8-bit integers in its matrix products.</summary>
    Int8,
}
