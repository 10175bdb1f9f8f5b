namespace MLNetBert.Encoder.Layers;

/// <summary>The result of a recurrent layer.</summary>
/// <param name="Tokens">The last layer's state after each token, forward and backward joined, [batch, sequence, directions * hidden]; zeros in the padding.</param>
/// <param name="LastHidden">The state after each direction's last step, [layers * directions, batch, hidden] (torch: h_n): layer 0 forward, layer 0 backward, layer 1 forward, ...</param>
/// <param name="LastCell">An LSTM's cell state, in the shape of <paramref name="LastHidden"/> (torch: c_n); empty for others.</param>
public sealed record RecurrentOutput(float[] Tokens, float[] LastHidden, float[] LastCell);
