using System.Numerics.Tensors;
using System.Text.Json;

namespace MLNetBert.Tests;

/// <summary>The embedded model, whole texts, against PyTorch.</summary>
public sealed class MiniLMTests : IClassFixture<MiniLMTests.Model>
{
    private readonly BertModel _bert;
    private readonly string[] _texts;
    private readonly int[][] _ids;

    public MiniLMTests(Model model)
    {
        _bert = model.Bert;
        JsonElement[] lines = [.. File.ReadLines(ReferenceModels.MiniLM("tokens.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        _texts = [.. lines.Select(line => line.GetProperty("text").GetString()!)];
        _ids = [.. lines.Select(line => line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray())];
    }

    [Theory]
    [InlineData("cls+mean+max+min+mean_sqrt_len_tokens+weightedmean+lasttoken", false)]
    [InlineData("mean", true)]
    public void Pooled_vectors_are_as_in_PyTorch(string names, bool normalize)
    {
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Pooling = TokenPooling.Parse(names), Normalize = normalize });
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.MiniLM("pooled.npz"));
        float[][] actual = featurizer.Featurize(_texts);
        int start = 0;
        foreach (string name in names.Split('+'))
        {
            float[] expected = golden[normalize ? $"{name}_normalized" : name].Floats;
            double worst = 0;
            for (int row = 0; row < _texts.Length; row++)
            {
                float greatest = normalize ? 1 : Math.Abs(TensorPrimitives.MaxMagnitude<float>(expected.AsSpan(row * 384, 384)));
                for (int i = 0; i < 384; i++)
                    worst = Math.Max(worst, Math.Abs(actual[row][start + i] - expected[(row * 384) + i]) / greatest);
            }

            Assert.True(worst <= (normalize ? 1e-6 : 4e-6), $"{name} differs by {worst} of the greatest value");
            start += 384;
        }
    }

    [Fact]
    public void Token_vectors_are_as_in_PyTorch()
    {
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.MiniLM("hidden.npz"));
        for (int i = 0; i < golden.Count; i++)
        {
            BertOutput output = _bert.Run(_ids[i], default, default, 1, _ids[i].Length);
            TinyModelTests.AssertClose(golden[$"text_{i}"].Floats, output.TokenVectors, 1e-5f);
        }
    }

    [Fact]
    public void Pooling_none_streams_each_texts_token_vectors()
    {
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.MiniLM("hidden.npz"));
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Pooling = PoolingMode.None, Normalize = false });
        int row = 0;
        foreach (FeaturizedRow<string> text in featurizer.FeaturizeStream(_texts.Take(golden.Count)))
        {
            Assert.Equal(_ids[row].Length, text.TokenCount);
            TinyModelTests.AssertClose(golden[$"text_{row}"].Floats, text.Features.Span, 1e-5f);
            row++;
        }

        Assert.Equal(golden.Count, row);
    }

    [Fact]
    public void The_folder_is_understood()
    {
        Assert.Equal(384, _bert.HiddenSize);
        Assert.Equal(256, _bert.MaxLength);
        Assert.Equal(512, _bert.MaxPositions);
        Assert.Equal(30522, _bert.VocabularySize);
        Assert.Equal(PoolingMode.Mean, _bert.DefaultPooling);
        Assert.True(_bert.DefaultNormalize);
        Assert.False(_bert.RunsOneAtATime);
        Assert.Contains(new ModelFact("max length", "256", "sentence_bert_config.json: max_seq_length"), _bert.Description);
        Assert.Contains(new ModelFact("pooling", "mean", "1_Pooling/config.json: pooling_mode_mean_tokens"), _bert.Description);
        Assert.Empty(_bert.Warnings);
    }

    public sealed class Model : IDisposable
    {
        public BertModel Bert { get; } = BertModel.Open();

        public void Dispose() => Bert.Dispose();
    }
}
