using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippets of docs/encoder.md.</summary>
public class EncoderSnippets
{
    [Fact]
    public void Hidden_layers()
    {
        #region hidden-layers
        using var bert = BertModel.Open(options: new() { HiddenLayer = -2 });
        float[] features = new BertFeaturizer(bert).Featurize("The layer before the last.");

        // The last four, averaged, or joined into vectors four times as long.
        using var averaged = BertModel.Open(options: new() { HiddenLayer = HiddenLayers.Average(-4, -3, -2, -1) });
        using var joined = BertModel.Open(options: new() { HiddenLayer = HiddenLayers.Concatenate(-4, -3, -2, -1) });
        #endregion
        Assert.Equal(384, features.Length);
        Assert.Equal(384, averaged.HiddenSize);
        Assert.Equal(4 * 384, new BertFeaturizer(joined).Featurize("Long.").Length);
    }

    [Fact]
    public void Word_embeddings()
    {
        #region word-embeddings
        using var bert = BertModel.Open(options: new() { InputsEmbeds = true });
        int[] good = bert.Tokenizer.Encode("A good film.").Ids, bad = bert.Tokenizer.Encode("A bad film.").Ids;

        // Half-way between two texts of equal length.
        float[] mixed = bert.WordEmbeddings(good), other = bert.WordEmbeddings(bad);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (mixed[i] + other[i]) / 2;
        using BertOutput output = bert.RunEmbeddings(mixed, default, default, batch: 1, sequence: good.Length);
        float[] features = new float[bert.HiddenSize];
        bert.DefaultPooling.Pool(output.TokenVectors, default, bert.HiddenSize, bert.DefaultNormalize, features);
        #endregion
        BertFeaturizer featurizer = new(bert);
        float Cosine(string text) => featurizer.Featurize(text).Zip(features, (a, b) => a * b).Sum();
        Assert.Equal(1, features.Sum(value => value * value), 1e-5f);
        Assert.True(Cosine("A good film.") > Cosine("Share prices fell."));
        Assert.True(Cosine("A bad film.") > Cosine("Share prices fell."));
    }
}
