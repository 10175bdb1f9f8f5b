using MLNetBert.Encoder.Layers;
using MLNetBert.Tests.Layers;

namespace MLNetBert.Tests.Docs;

/// <summary>The snippet of docs/layers.md.</summary>
public class LayerDocTests
{
    [Fact]
    public void An_lstm_over_token_vectors()
    {
        LayerWeights weights = SafetensorsWriter.Random(
            9, ("lstm.weight_ih_l0", [4 * 16, 384]), ("lstm.weight_hh_l0", [4 * 16, 16]), ("lstm.bias_ih_l0", [4 * 16]), ("lstm.bias_hh_l0", [4 * 16]), ("head.weight", [2, 16]));
        using var bert = BertModel.Open();
        int[] ids = [101, 7592, 102, 101, 102, 0], mask = [1, 1, 1, 1, 1, 0];
        #region lstm
        // var weights = LayerWeights.Open("classifier.safetensors");
        using var lstm = new RecurrentLayer(weights.Under("lstm."), RecurrentKind.Lstm);
        var head = new MaskedLinear(weights.Under("head."));

        using BertOutput output = bert.Run(ids, mask, default, batch: 2, sequence: 3);
        float[] states = lstm.Apply(output.TokenVectors, mask, batch: 2, sequence: 3).LastHidden;      // [2, 16]
        float[] logits = head.Apply(states, default, batch: 2, sequence: 1);                           // [2, 2]
        #endregion
        Assert.Equal(2 * 16, states.Length);
        Assert.Equal(4, logits.Length);
    }
}
