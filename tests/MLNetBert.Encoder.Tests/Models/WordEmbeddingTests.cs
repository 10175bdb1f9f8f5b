namespace MLNetBert.Tests.Models;

public class WordEmbeddingTests
{
    public static TheoryData<string, string> Files
    {
        get
        {
            TheoryData<string, string> files = [];
            foreach (string model in ReferenceModels.Encoders)
            {
                files.Add(model, "model.onnx");
                files.Add(model, "model_dynamo.onnx");
            }

            foreach (string file in (string[])["model_int32.onnx", "model_fixed_1x16.onnx", "model_fp16.onnx", "model_quantized.onnx", "../tiny-bert-external/model.onnx"])
                files.Add("tiny-bert", file);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Word_embeddings_of_ids_give_the_bits_of_the_ids(string model, string file)
    {
        using var plain = BertModel.Open(ReferenceModels.Path(model), new() { File = file });
        using var edited = BertModel.Open(ReferenceModels.Path(model), new() { File = file, InputsEmbeds = true });
        Assert.Equal(plain.Outputs, edited.Outputs);
        foreach (GoldenSequence? sequence in GoldenSequence.Of(model).Where(s => s.Ids.Length <= plain.MaxPositions))
        {
            int length = sequence.Ids.Length;
            float[] embeddings = plain.WordEmbeddings(sequence.Ids);
            Assert.Equal(length * plain.WordEmbeddingSize, embeddings.Length);
            BertOutput expected = plain.Run(sequence.Ids, default, sequence.Types, 1, length, plain.Outputs);
            BertOutput byIds = edited.Run(sequence.Ids, default, sequence.Types, 1, length, plain.Outputs);
            BertOutput byEmbeddings = edited.RunEmbeddings(embeddings, default, sequence.Types, 1, length, plain.Outputs);
            AssertSameBits(expected.TokenVectors, byIds.TokenVectors);
            AssertSameBits(expected.TokenVectors, byEmbeddings.TokenVectors);
            AssertSameBits(expected.Pooler, byEmbeddings.Pooler);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Padding_under_the_mask_gives_the_bits_of_padded_ids(string model, string file)
    {
        if (file is "model_fixed_1x16.onnx" or "model_quantized.onnx")
            return; // One row only, or padding moves every vector: nothing is promised of padded batches there.
        using var plain = BertModel.Open(ReferenceModels.Path(model), new() { File = file });
        using var edited = BertModel.Open(ReferenceModels.Path(model), new() { File = file, InputsEmbeds = true });
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "batch_four.npz"));
        (int[]? ids, int[]? mask) = (Ints(golden["input_ids"]), Ints(golden["attention_mask"]));
        int[] types = golden.TryGetValue("token_type_ids", out NpyArray? given) ? Ints(given) : [];
        BertOutput expected = plain.Run(ids, mask, types, 4, 12);
        BertOutput actual = edited.RunEmbeddings(plain.WordEmbeddings(ids), mask, types, 4, 12);
        AssertSameBits(expected.TokenVectors, actual.TokenVectors);
    }

    [Theory]
    [InlineData("tiny-bert", null)]
    [InlineData("tiny-bert", "model_inputs_embeds.onnx")]
    [InlineData("tiny-roberta", null)]
    [InlineData("tiny-roberta", "model_inputs_embeds.onnx")]
    public void Torchs_embeddings_give_torchs_vectors_and_the_wrong_ones_the_wrong(string model, string? file)
    {
        using var bert = BertModel.Open(ReferenceModels.Path(model), new() { File = file, InputsEmbeds = file == null });
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "inputs_embeds.npz"));
        foreach (GoldenSequence sequence in GoldenSequence.Of(model))
        {
            float[] Run(string name)
            {
                BertOutput output = bert.RunEmbeddings(golden[$"{sequence.Name}.{name}"].Floats, default, sequence.Types, 1, sequence.Ids.Length);
                return output.TokenVectors.ToArray();
            }

            AssertClose(golden[$"{sequence.Name}.last_hidden_state"].Floats, Run("inputs_embeds"));
            AssertClose(golden[$"{sequence.Name}.wrong_last_hidden_state"].Floats, Run("wrong_inputs_embeds"));
            Assert.True(golden[$"{sequence.Name}.last_hidden_state"].Floats.Zip(Run("wrong_inputs_embeds"), (a, b) => Math.Abs(a - b)).Max() > 0.4);
            if (file == null)
                Assert.Equal(golden[$"{sequence.Name}.inputs_embeds"].Floats, bert.WordEmbeddings(sequence.Ids));
        }

        if (file == null)
            Assert.Equal(golden["word_embeddings"].Floats, bert.WordEmbeddings([.. Enumerable.Range(0, 1024)]));
    }

    [Fact]
    public void Weights_beyond_two_gigabytes_are_found()
    {
        // The same model, its weights moved behind 2.1 GB of nothing: a sparse file.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetbert-external-");
        try
        {
            const long Moved = 2_147_483_648 + 4096;
            byte[] model = File.ReadAllBytes(ReferenceModels.Path("tiny-bert-external", "model.onnx"));
            File.WriteAllBytes(Path.Combine(folder.FullName, "model.onnx"), ExternalOffsets.Move(model, Moved));
            File.Copy(ReferenceModels.Path("tiny-bert-external", "config.json"), Path.Combine(folder.FullName, "config.json"));
            using (FileStream data = File.Create(Path.Combine(folder.FullName, "model.onnx_data")))
            {
                data.Position = Moved;
                data.Write(File.ReadAllBytes(ReferenceModels.Path("tiny-bert-external", "model.onnx_data")));
            }

            using var bert = BertModel.Open(folder.FullName, new() { HiddenLayer = -2, InputsEmbeds = true });
            Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "alone.npz"));
            GoldenSequence sequence = GoldenSequence.Of("tiny-bert")[4];
            BertOutput output = bert.RunEmbeddings(bert.WordEmbeddings(sequence.Ids), default, sequence.Types, 1, sequence.Ids.Length);
            AssertClose(golden[$"{sequence.Name}.hidden_states.2"].Floats, output.TokenVectors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        using var plain = BertModel.Open(ReferenceModels.Path("tiny-bert"));
        Assert.Contains("InputsEmbeds", Assert.Throws<ArgumentException>(() => plain.RunEmbeddings(new float[64], default, default, 1, 2)).Message);
        Assert.Contains("ids[0, 1] is 1024", Assert.Throws<ArgumentException>(() => plain.WordEmbeddings([0, 1024])).Message);
        Assert.Throws<ArgumentException>(() => plain.WordEmbeddings([-1]));
        Assert.Empty(plain.WordEmbeddings([]));
        BadInputException fused = Assert.Throws<BadInputException>(() => BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { File = "model_fused.onnx", InputsEmbeds = true }));
        Assert.Contains("a Gather of 'input_ids'", fused.Message);
        Assert.Contains("EmbedLayerNormalization", fused.Message);
        using var only = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { File = "model_inputs_embeds.onnx" });
        Assert.Throws<BadInputException>(() => only.WordEmbeddings([1]));
    }

    private static int[] Ints(NpyArray array) => Array.ConvertAll(array.Longs, number => (int)number);

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual)));

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
