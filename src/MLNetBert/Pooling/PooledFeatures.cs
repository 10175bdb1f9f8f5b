namespace MLNetBert.Pooling;

/// <summary>How token vectors become features.</summary>
/// <param name="Pooling">The pooling.</param>
/// <param name="Normalize">Whether the result is scaled to unit length.</param>
/// <param name="HiddenSize">The length of a token's vector.</param>
/// <param name="PadTokenId">The id that does not count, if there is no mask.</param>
/// <param name="Kept">How many of the result's values are kept; null: all.</param>
internal sealed record PooledFeatures(TokenPooling Pooling, bool Normalize, int HiddenSize, int PadTokenId, int? Kept = null)
{
    public int Dimension => Kept ?? Pooling.Dimension(HiddenSize);
}
