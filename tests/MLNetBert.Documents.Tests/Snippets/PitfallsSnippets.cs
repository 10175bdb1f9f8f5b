using MLNetBert;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests;
using MLNetBert.Tests.Layers;
using MLNetBert.Tokenizers;

namespace Documents.Snippets;

/// <summary>The snippets of docs/pitfalls.md, with what must come of them.</summary>
public sealed class PitfallsSnippets : IDisposable
{
    private readonly PaddedTexts _padded;

    public PitfallsSnippets()
    {
        #region setup
        var bert = BertModel.Open();
        string[] texts = ["Out of paper.", "The printer on the second floor is out of paper again, and the key to the cupboard is lost."];

        // Side by side, padded to the longer one: [batch, longest].
        TokenEncoding[] rows = bert.Tokenizer.EncodeBatch(texts, options: new EncodeOptions { Padding = PaddingStrategy.Longest });
        int[] ids = [.. rows.SelectMany(row => row.Ids)];
        int[] mask = [.. rows.SelectMany(row => row.AttentionMask)];
        (int batch, int longest, int size) = (rows.Length, rows[0].Ids.Length, bert.HiddenSize);

        // The first text has fewer tokens than its row.
        int length = rows[0].AttentionMask.Sum();
        #endregion
        _padded = new PaddedTexts(bert, ids, mask, batch, longest, size, length);
    }

    [Fact]
    public void Padding_without_a_mask()
    {
        var (bert, ids, mask, batch, longest, size, length) = _padded;
        #region padding-without-a-mask
        BertOutput alone = bert.Run(ids.AsSpan(0, length), default, default, 1, length);
        BertOutput forgotten = bert.Run(ids, default, default, batch, longest);     // an empty mask: all tokens count
        BertOutput masked = bert.Run(ids, mask, default, batch, longest);

        float wrong = Largest(alone.TokenVectors, forgotten.TokenVectors[..(length * size)]);
        float right = Largest(alone.TokenVectors, masked.TokenVectors[..(length * size)]);
        #endregion
        Assert.True(wrong > 0.1);
        Assert.True(right < 1e-5);
    }

    [Fact]
    public void The_first_token_of_a_squeezed_row()
    {
        var (bert, ids, mask, batch, longest, size, length) = _padded;
        #region squeezed-row
        // Code for many rows takes values[row, 0]. With one row, squeezed from [1, tokens, size] to [tokens, size], the same index gives
        // the first value of every token: a vector with another meaning, and often with a shape that still fits somewhere.
        BertOutput output = bert.Run(ids.AsSpan(0, length), default, default, 1, length);
        float[] wrong = [.. Enumerable.Range(0, length).Select(token => output.TokenVectors[token * size])];

        // Here a text's vector is always [size], and texts are always [batch, size], even if there is only one.
        float[] right = new float[size];
        TokenPooling.Parse("cls").Pool(output.TokenVectors, default, size, normalize: false, right);
        #endregion
        BertOutput several = bert.Run(ids, mask, default, batch, longest);
        Assert.NotEqual(size, wrong.Length);
        Assert.True(Largest(right, several.TokenVectors[..size]) < 1e-5);
        Assert.True(Largest(wrong, several.TokenVectors[..length]) > 0.1);
    }

    [Fact]
    public void Positions_and_token_types_added_twice()
    {
        var (bert, ids, _, _, _, _, length) = _padded;
        #region embeddings-twice
        using var embeds = BertModel.Open(options: new() { InputsEmbeds = true });
        using var layer0 = BertModel.Open(options: new() { HiddenLayer = 0 });
        ReadOnlySpan<int> text = ids.AsSpan(0, length);

        // inputs_embeds are word embeddings. The embedding layer's output already has positions, token types and a norm.
        BertOutput embedded = layer0.Run(text, default, default, 1, length);
        BertOutput wrong = embeds.RunEmbeddings(embedded.TokenVectors, default, default, 1, length);
        BertOutput right = embeds.RunEmbeddings(embeds.WordEmbeddings(text), default, default, 1, length);
        #endregion
        BertOutput expected = bert.Run(text, default, default, 1, length);
        Assert.Equal(0, Largest(expected.TokenVectors, right.TokenVectors));
        Assert.True(Largest(expected.TokenVectors, wrong.TokenVectors) > 0.1);
    }

    [Fact]
    public void Unmasked_mean_and_max()
    {
        var (bert, ids, mask, batch, longest, size, length) = _padded;
        #region unmasked-pooling
        BertOutput output = bert.Run(ids, mask, default, batch, longest);
        ReadOnlySpan<float> row = output.TokenVectors[..(longest * size)];
        var pooling = TokenPooling.Parse("mean+max");
        float[] wrong = new float[2 * size];
        float[] right = new float[2 * size];
        pooling.Pool(row, default, size, normalize: false, wrong);                 // over the padding as well
        pooling.Pool(row, mask.AsSpan(0, longest), size, normalize: false, right);
        #endregion
        BertOutput alone = bert.Run(ids.AsSpan(0, length), default, default, 1, length);
        float[] expected = new float[2 * size];
        pooling.Pool(alone.TokenVectors, default, size, normalize: false, expected);
        Assert.True(Largest(expected, right) < 1e-5);
        Assert.True(Largest(expected.AsSpan(0, size), wrong.AsSpan(0, size)) > 0.01);
        Assert.True(Largest(expected.AsSpan(size), wrong.AsSpan(size)) > 0.01);
    }

    [Fact]
    public void A_recurrent_layer_over_padding()
    {
        var torch = new LayerCase("gru_l1_bi");
        LayerWeights weights = torch.Weights;
        (float[] tokens, int[] padding) = (torch["x"], torch.Mask);
        #region recurrent-padding
        // tokens [4, 12, 8]: texts of 5, 12, 1 and 9 tokens, padded to 12.
        using var gru = new RecurrentLayer(weights, RecurrentKind.Gru);
        float[] wrong = gru.Apply(tokens, default, 4, 12).LastHidden;       // backward, the padding comes first
        float[] right = gru.Apply(tokens, padding, 4, 12).LastHidden;
        #endregion
        torch.AssertClose("wrong_h_n", wrong);
        torch.AssertClose("h_n", right);
        torch.AssertWrong("wrong_h_n", right);
    }

    [Fact]
    public void Integers_with_one_scale_for_the_whole_batch()
    {
        string folder = ReferenceModels.Path("tiny-bert");
        #region whole-batch-scales
        using var quantized = BertModel.Open(folder, new() { File = "model_quantized.onnx" });     // by quantize_dynamic
        int[] one = [2, 5, 9, 3], other = [2, 700, 800, 3];
        BertOutput alone = quantized.Run(one, default, default, 1, 4);
        BertOutput together = quantized.Run([.. one, .. other], default, default, 2, 4);
        float moved = Largest(alone.TokenVectors, together.TokenVectors[..alone.TokenVectors.Length]);

        // BertFeaturizer runs such a model one text at a time; inspect says so, and why.
        Console.WriteLine(quantized.RunsOneAtATimeReason);
        #endregion
        Assert.True(moved > 0.001);
        Assert.Contains("DynamicQuantizeLinear", quantized.RunsOneAtATimeReason);
    }

    [Fact]
    public void A_reduction_inside_the_graph()
    {
        string file = ReferenceModels.Path("malformed", "tokens_and_pooled.onnx");
        #region reduction-in-the-graph
        // This export pools by ReduceMean over the tokens: the order of additions follows the shape of the batch, and padding counts.
        using var export = BertModel.Open(file);
        Console.WriteLine(export.RunsOneAtATimeReason);

        // Token vectors pooled here keep their bits in any batch.
        BertOutput together = export.Run([3, 1, 2, 6, 5, 4], default, default, 2, 3);
        BertOutput alone = export.Run([6, 5, 4], default, default, 1, 3);
        (float[] first, float[] second) = (new float[export.HiddenSize], new float[export.HiddenSize]);
        TokenPooling mean = PoolingMode.Mean;
        mean.Pool(together.TokenVectors[(3 * export.HiddenSize)..], default, export.HiddenSize, normalize: false, first);
        mean.Pool(alone.TokenVectors, default, export.HiddenSize, normalize: false, second);
        #endregion
        Assert.Contains("ReduceMean", export.RunsOneAtATimeReason);
        Assert.Equal(first, second);
    }

    public void Dispose() => _padded.Bert.Dispose();

    private static float Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        float largest = 0f;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    private sealed record PaddedTexts(BertModel Bert, int[] Ids, int[] Mask, int Batch, int Longest, int Size, int Length);
}
