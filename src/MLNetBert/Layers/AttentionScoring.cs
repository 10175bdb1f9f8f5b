namespace MLNetBert;

/// <summary>How attention pooling scores a token x with its query.</summary>
public enum AttentionScoring
{
    /// <summary>x . q.</summary>
    Dot,

    /// <summary>x . q / sqrt(size), as in scaled dot-product attention (Vaswani et al., 2017).</summary>
    ScaledDot,

    /// <summary>v . tanh(W x + b), as in additive attention (Bahdanau et al., 2015; Yang et al., 2016).</summary>
    Additive,
}
