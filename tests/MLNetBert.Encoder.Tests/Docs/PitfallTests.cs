using MLNetBert.Encoder.Layers;
using MLNetBert.Tests.Layers;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Docs;

/// <summary>The snippets of docs/pitfalls.md, with what must come of them.</summary>
public sealed class PitfallTests : IDisposable
{
    private readonly BertModel _bert;
    private readonly int[] _ids, _mask;
    private readonly int _batch, _longest, _size, _length;

    public PitfallTests()
    {
        #region setup
        _bert = BertModel.Open();
        string[] texts = ["Out of paper.", "The printer on the second floor is out of paper again, and the key to the cupboard is lost."];

        // Side by side, padded to the longer one: [batch, longest].
        TokenEncoding[] rows = _bert.Tokenizer.EncodeBatch(texts, options: new EncodeOptions { Padding = PaddingStrategy.Longest });
        _ids = [.. rows.SelectMany(row => row.Ids)];
        _mask = [.. rows.SelectMany(row => row.AttentionMask)];
        (_batch, _longest, _size) = (rows.Length, rows[0].Ids.Length, _bert.HiddenSize);

        // The first text has fewer tokens than its row.
        _length = rows[0].AttentionMask.Sum();
        #endregion
    }

    [Fact]
    public void Padding_without_a_mask()
    {
        #region padding-without-a-mask
        using BertOutput alone = _bert.Run(_ids.AsSpan(0, _length), default, default, 1, _length);
        using BertOutput forgotten = _bert.Run(_ids, default, default, _batch, _longest);     // an empty mask: all tokens count
        using BertOutput masked = _bert.Run(_ids, _mask, default, _batch, _longest);

        float wrong = Largest(alone.TokenVectors, forgotten.TokenVectors[..(_length * _size)]);
        float right = Largest(alone.TokenVectors, masked.TokenVectors[..(_length * _size)]);
        #endregion
        Assert.True(wrong > 0.1);
        Assert.True(right < 1e-5);
    }

    [Fact]
    public void The_first_token_of_a_squeezed_row()
    {
        #region squeezed-row
        // Code for many rows takes values[row, 0]. Of one row, squeezed from [1, tokens, size] to [tokens, size], the same index is
        // the first value of every token: a vector of another meaning, and often of a shape that still fits somewhere.
        using BertOutput output = _bert.Run(_ids.AsSpan(0, _length), default, default, 1, _length);
        float[] wrong = [.. Enumerable.Range(0, _length).Select(token => output.TokenVectors[token * _size])];

        // Here a text's vector is always [size], and texts are always [batch, size], of one text too.
        float[] right = new float[_size];
        TokenPooling.Parse("cls").Pool(output.TokenVectors, default, _size, normalize: false, right);
        #endregion
        using BertOutput several = _bert.Run(_ids, _mask, default, _batch, _longest);
        Assert.NotEqual(_size, wrong.Length);
        Assert.True(Largest(right, several.TokenVectors[.._size]) < 1e-5);
        Assert.True(Largest(wrong, several.TokenVectors[.._length]) > 0.1);
    }

    [Fact]
    public void Positions_and_token_types_added_twice()
    {
        #region embeddings-twice
        using var embeds = BertModel.Open(options: new() { InputsEmbeds = true });
        using var layer0 = BertModel.Open(options: new() { HiddenLayer = 0 });
        ReadOnlySpan<int> text = _ids.AsSpan(0, _length);

        // inputs_embeds are word embeddings. What the embedding layer gives already has positions, token types and a norm.
        using BertOutput embedded = layer0.Run(text, default, default, 1, _length);
        using BertOutput wrong = embeds.RunEmbeddings(embedded.TokenVectors, default, default, 1, _length);
        using BertOutput right = embeds.RunEmbeddings(embeds.WordEmbeddings(text), default, default, 1, _length);
        #endregion
        using BertOutput expected = _bert.Run(text, default, default, 1, _length);
        Assert.Equal(0, Largest(expected.TokenVectors, right.TokenVectors));
        Assert.True(Largest(expected.TokenVectors, wrong.TokenVectors) > 0.1);
    }

    [Fact]
    public void Unmasked_mean_and_max()
    {
        #region unmasked-pooling
        using BertOutput output = _bert.Run(_ids, _mask, default, _batch, _longest);
        ReadOnlySpan<float> row = output.TokenVectors[..(_longest * _size)];
        var pooling = TokenPooling.Parse("mean+max");
        float[] wrong = new float[2 * _size];
        float[] right = new float[2 * _size];
        pooling.Pool(row, default, _size, normalize: false, wrong);                 // over the padding as well
        pooling.Pool(row, _mask.AsSpan(0, _longest), _size, normalize: false, right);
        #endregion
        using BertOutput alone = _bert.Run(_ids.AsSpan(0, _length), default, default, 1, _length);
        float[] expected = new float[2 * _size];
        pooling.Pool(alone.TokenVectors, default, _size, normalize: false, expected);
        Assert.True(Largest(expected, right) < 1e-5);
        Assert.True(Largest(expected.AsSpan(0, _size), wrong.AsSpan(0, _size)) > 0.01);
        Assert.True(Largest(expected.AsSpan(_size), wrong.AsSpan(_size)) > 0.01);
    }

    [Fact]
    public void A_recurrent_layer_over_padding()
    {
        LayerCase torch = new("gru_l1_bi");
        LayerWeights weights = torch.Weights;
        (float[]? tokens, int[]? padding) = (torch["x"], torch.Mask);
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
        using var quantized = BertModel.Open(folder, new() { ModelFile = "model_quantized.onnx" });     // by quantize_dynamic
        int[] one = [2, 5, 9, 3], other = [2, 700, 800, 3];
        using BertOutput alone = quantized.Run(one, default, default, 1, 4);
        using BertOutput together = quantized.Run([.. one, .. other], default, default, 2, 4);
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
        // An export that pools by ReduceMean over the tokens: the order of additions follows the shape of the batch, and padding counts.
        using var export = BertModel.Open(file);
        Console.WriteLine(export.RunsOneAtATimeReason);

        // Token vectors that are pooled here keep their bits in any batch.
        using BertOutput together = export.Run([3, 1, 2, 6, 5, 4], default, default, 2, 3);
        using BertOutput alone = export.Run([6, 5, 4], default, default, 1, 3);
        (float[]? first, float[]? second) = (new float[export.HiddenSize], new float[export.HiddenSize]);
        TokenPooling mean = PoolingMode.Mean;
        mean.Pool(together.TokenVectors[(3 * export.HiddenSize)..], default, export.HiddenSize, normalize: false, first);
        mean.Pool(alone.TokenVectors, default, export.HiddenSize, normalize: false, second);
        #endregion
        Assert.Contains("ReduceMean", export.RunsOneAtATimeReason);
        Assert.Equal(first, second);
    }

    public void Dispose() => _bert.Dispose();

    private static float Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        float largest = 0f;
        for (int i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
