namespace MLNetBert.Tests.Models;

public class HiddenLayerTests
{
    public static TheoryData<string> Encoders => [.. ReferenceModels.Encoders];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_layer_before_the_last_is_torchs(string model)
    {
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "alone.npz"));
        foreach (string file in (string[])["model.onnx", "model_dynamo.onnx"])
        {
            using var bert = BertModel.Open(ReferenceModels.Path(model), new() { File = file, HiddenLayer = -2 });
            Assert.Equal(BertModelOutputs.TokenVectors, bert.Outputs);
            foreach (GoldenSequence sequence in GoldenSequence.Of(model))
                AssertClose(golden[$"{sequence.Name}.hidden_states.2"].Floats, Run(bert, sequence));
        }
    }

    [Fact]
    public void Layers_are_joined_or_averaged()
    {
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "alone.npz"));
        using var joined = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { HiddenLayer = HiddenLayers.Concatenate(0, -1, -2) });
        using var averaged = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { HiddenLayer = HiddenLayers.Parse("average(1, 2,-1)") });
        Assert.Equal(96, joined.HiddenSize);
        Assert.Equal(32, averaged.HiddenSize);
        foreach (GoldenSequence sequence in GoldenSequence.Of("tiny-bert"))
        {
            float[] Layer(int layer) => golden[layer == 3 ? $"{sequence.Name}.last_hidden_state" : $"{sequence.Name}.hidden_states.{layer}"].Floats;
            (float[]? first, float[]? second, float[]? third) = (Layer(1), Layer(2), Layer(3));
            AssertClose([.. first.Select((value, i) => (value + second[i] + third[i]) / 3)], Run(averaged, sequence));
            AssertClose([.. Layer(0).Chunk(32).Zip(Layer(3).Chunk(32), Layer(2).Chunk(32)).SelectMany(token => token.First.Concat(token.Second).Concat(token.Third))], Run(joined, sequence));
        }
    }

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-albert")]
    [InlineData("tiny-mpnet")]
    public void A_texts_bits_are_the_same_alone_and_in_a_batch(string model)
    {
        using var bert = BertModel.Open(ReferenceModels.Path(model), new() { HiddenLayer = HiddenLayers.Average(-1, -2), InputsEmbeds = true });
        Assert.False(bert.RunsOneAtATime);
        int[] ids = [.. Enumerable.Range(0, 9 * 4).Select(i => 5 + (i * 97 % 1000))];
        BertOutput together = bert.Run(ids, default, default, 4, 9);
        for (int row = 0; row < 4; row++)
        {
            BertOutput alone = bert.Run(ids.AsSpan(row * 9, 9), default, default, 1, 9);
            Assert.Equal(alone.TokenVectors.ToArray(), together.TokenVectors.Slice(row * 9 * bert.HiddenSize, 9 * bert.HiddenSize).ToArray());
        }
    }

    [Fact]
    public void What_quantizes_over_the_batch_still_runs_alone()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { File = "model_quantized.onnx", HiddenLayer = -2 });
        Assert.Contains("quantizes", bert.RunsOneAtATimeReason);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_refused_with_those_that_are()
    {
        foreach (int layer in (int[])[4, -5])
        {
            BadInputException e = Assert.Throws<BadInputException>(() => BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { HiddenLayer = layer }));
            Assert.Contains($"no hidden layer {layer}; there are 0 (the embeddings) to 3", e.Message);
        }
    }

    [Fact]
    public void A_graph_that_is_no_encoder_is_refused_with_what_was_looked_for()
    {
        BadInputException e = Assert.Throws<BadInputException>(() => BertModel.Open(ReferenceModels.Path("malformed", "good.onnx"), new() { HiddenLayer = -2 }));
        Assert.Contains("LayerNorm(x + block(x))", e.Message);
    }

    [Theory]
    [InlineData("-2", "-2")]
    [InlineData(" average( -1,-2 ) ", "average(-1,-2)")]
    [InlineData("Concatenate(0,1)", "concatenate(0,1)")]
    public void The_text_form_is_read_and_written(string text, string expected) => Assert.Equal(expected, HiddenLayers.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("last")]
    [InlineData("-1,-2")]
    [InlineData("mean(-1)")]
    [InlineData("average()")]
    [InlineData("average(1,)")]
    public void Other_texts_are_refused(string text) => Assert.Contains($"'{text}'", Assert.Throws<BadInputException>(() => HiddenLayers.Parse(text)).Message);

    private static float[] Run(BertModel bert, GoldenSequence sequence)
    {
        BertOutput output = bert.Run(sequence.Ids, default, sequence.Types, 1, sequence.Ids.Length);
        return output.TokenVectors.ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
