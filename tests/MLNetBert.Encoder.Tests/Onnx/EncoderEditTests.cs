using Microsoft.ML.OnnxRuntime;
using MLNetBert.Encoder.Onnx;

namespace MLNetBert.Tests.Models.Onnx;

public class EncoderEditTests
{
    public static TheoryData<string, float> Files
    {
        get
        {
            TheoryData<string, float> files = [];
            foreach (string encoder in ReferenceModels.Encoders)
            {
                files.Add($"{encoder}/model.onnx", 1e-4f);
                files.Add($"{encoder}/model_dynamo.onnx", 1e-4f);
            }

            foreach (string file in (string[])["model_fused", "model_hidden_states", "model_int32"])
                files.Add($"tiny-bert/{file}.onnx", 1e-4f);
            files.Add("tiny-bert-external/model.onnx", 1e-4f);
            files.Add("tiny-bert/model_fp16.onnx", 1e-2f);
            files.Add("tiny-bert/model_fp16_outputs.onnx", 1e-2f);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_layers_token_vectors_are_those_of_torch(string file, float tolerance)
    {
        string model = file.Split('/')[0].Replace("-external", "");
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "alone.npz"));
        var graph = OnnxGraph.Read(ReferenceModels.Path(file.Split('/')));
        IReadOnlyList<string> layers = HiddenStates.Find(graph, "last_hidden_state", 3);
        Assert.Equal(4, layers.Count);
        for (int layer = 0; layer < layers.Count; layer++)
        {
            EncoderEdit edit = new(graph);
            edit.TakeHiddenLayers([layers[layer]], average: false);
            using InferenceSession session = Open(graph, edit.Write());
            Assert.Equal([EncoderEdit.TokenVectors], session.OutputNames);
            foreach (GoldenSequence sequence in GoldenSequence.Of(model))
            {
                float[] actual = Run(session, sequence, EncoderEdit.TokenVectors, null);
                NpyArray expected = layer == 3 ? golden[$"{sequence.Name}.last_hidden_state"] : golden[$"{sequence.Name}.hidden_states.{layer}"];
                AssertClose(expected.Floats, actual, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Word_embeddings_give_the_bits_of_the_ids(string file, float tolerance)
    {
        Assert.True(tolerance > 0);
        string model = file.Split('/')[0].Replace("-external", "");
        var graph = OnnxGraph.Read(ReferenceModels.Path(file.Split('/')));
        WordEmbeddingTable table = WordEmbeddingTable.Find(graph, "input_ids")!;
        if (file.Contains("fused"))
        {
            Assert.True(table.IsFused);
            return;
        }

        EncoderEdit edit = new(graph);
        edit.KeepOutputs(["last_hidden_state"]);
        edit.FeedEmbeddings(table, "input_ids");
        using InferenceSession plain = Open(graph, File.ReadAllBytes(graph.Path));
        using InferenceSession edited = Open(graph, edit.Write());
        using WordEmbeddingReader reader = new(table);
        foreach (GoldenSequence sequence in GoldenSequence.Of(model))
        {
            float[] embeddings = new float[sequence.Ids.Length * reader.Size];
            reader.Read(sequence.Ids, embeddings);
            Assert.Equal(Run(plain, sequence, "last_hidden_state", null), Run(edited, sequence, "last_hidden_state", embeddings));
        }
    }

    private static InferenceSession Open(OnnxGraph graph, byte[] model)
    {
        using SessionOptions options = new();
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(graph.Path)!);
        return new InferenceSession(model, options);
    }

    private static float[] Run(InferenceSession session, GoldenSequence sequence, string output, float[]? embeddings)
    {
        using RunOptions options = new();
        var inputs = session.InputMetadata.ToDictionary(input => input.Key, input => Value(input.Key, input.Value));
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, inputs, [output]);
        foreach (OrtValue? value in inputs.Values)
            value.Dispose();
        return session.OutputMetadata[output].ElementType == typeof(Float16)
            ? Array.ConvertAll(results[0].GetTensorDataAsSpan<Float16>().ToArray(), value => value.ToFloat())
            : results[0].GetTensorDataAsSpan<float>().ToArray();

        OrtValue Value(string name, NodeMetadata metadata)
        {
            long[] shape = [1, sequence.Ids.Length];
            if (name == "inputs_embeds")
            {
                shape = [.. shape, embeddings!.Length / sequence.Ids.Length];
                return metadata.ElementType == typeof(Float16)
                    ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(embeddings, value => (Float16)value), shape)
                    : OrtValue.CreateTensorValueFromMemory(embeddings, shape);
            }

            int[] numbers = name switch
            {
                "input_ids" when embeddings == null => sequence.Ids,
                "input_ids" => Array.ConvertAll(sequence.Ids, _ => 7),
                "attention_mask" => Array.ConvertAll(sequence.Ids, _ => 1),
                _ => sequence.Types.Length > 0 ? sequence.Types : new int[sequence.Ids.Length],
            };
            return metadata.ElementType == typeof(int)
                ? OrtValue.CreateTensorValueFromMemory(numbers, shape)
                : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (long)number), shape);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
