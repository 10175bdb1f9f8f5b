using MLNetBert.Encoder.Pooling;

namespace MLNetBert.Encoder.Modules;

/// <summary>sentence-transformers' Normalize in front of another module.</summary>
internal sealed class NormalizeModule : VectorModule
{
    public override string Description => "Normalize";

    public override void Apply(ReadOnlySpan<double> vector, Span<double> result) => UnitLength.Scale(vector, result);
}
