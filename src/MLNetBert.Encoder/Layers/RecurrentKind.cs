namespace MLNetBert.Encoder.Layers;

/// <summary>The recurrent layers of PyTorch.</summary>
public enum RecurrentKind
{
    /// <summary>torch.nn.RNN with nonlinearity tanh, its default.</summary>
    RnnTanh,

    /// <summary>torch.nn.RNN with nonlinearity relu.</summary>
    RnnRelu,

    /// <summary>torch.nn.GRU.</summary>
    Gru,

    /// <summary>torch.nn.LSTM, without projections.</summary>
    Lstm,
}
