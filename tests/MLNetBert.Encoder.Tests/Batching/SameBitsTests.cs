using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Encoder.Batching;

namespace MLNetBert.Tests;

/// <summary>A text's features are the same bits whatever the batch, the order, the neighbours and the number of threads.</summary>
public sealed class SameBitsTests
{
    /// <summary>Every fp32 file of the tiny models.</summary>
    public static TheoryData<string, string> Files()
    {
        TheoryData<string, string> files = [];
        foreach (string model in ReferenceModels.Encoders)
        {
            files.Add(model, "model.onnx");
            files.Add(model, "model_dynamo.onnx");
        }

        foreach (string file in (string[])["model_int32.onnx", "model_fixed_1x16.onnx", "model_hidden_states.onnx", "model_fused.onnx", "model_quantized.onnx", "../tiny-bert-external/model.onnx"])
            files.Add("tiny-bert", file);
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tiny_models(string name, string file)
    {
        using var bert = BertModel.Open(ReferenceModels.Path(name), new BertModelOptions { File = file });
        int longest = Math.Min(bert.MaxLength, 40);
        (int[] Ids, int[] Types)[] rows = [.. Enumerable.Range(0, 60).Select(i => Row(new Random(i), longest, bert.TakesTokenTypeIds))];
        Check(bert, rows, PoolingMode.None, trials: 12);
        if (bert.Outputs.HasFlag(BertModelOutputs.Pooler))
            Check(bert, rows, PoolingMode.Pooler, trials: 6);
    }

    [Fact]
    public void Embedded_model()
    {
        using var bert = BertModel.Open();
        (int[] Ids, int[] Types)[] rows = [.. Enumerable.Range(0, 40).Select(i => Row(new Random(i), 60, true))];
        Check(bert, rows, PoolingMode.Mean, trials: 8);
    }

    /// <summary>Runs each row alone on the model itself, then random sub-lists of the rows on random threads through the engine.</summary>
    private static void Check(BertModel bert, (int[] Ids, int[] Types)[] rows, TokenPooling pooling, int trials)
    {
        float[][] alone = [.. rows.Select(row => Alone(bert, row, pooling))];
        Gen<(int[] Order, int Threads)> choices = from order in Gen.Choose(0, rows.Length - 1).NonEmptyListOf()
                                                  from all in Gen.Elements(true, false)
                                                  from threads in Gen.Choose(1, 4)
                                                  select (Order: all ? [.. Enumerable.Range(0, rows.Length).Reverse()] : order.ToArray(), Threads: threads);
        Prop.ForAll(choices.ToArbitrary(), choice =>
        {
            TokenWindow window = new();
            foreach (int row in choice.Order)
                window.Add(rows[row].Ids, rows[row].Types);
            WindowEngine engine = new(bert, pooling, null, normalize: false, bert.HiddenSize, choice.Threads);
            WindowFeatures features = engine.Run(window, engine.OneAtATime, buffer: null, progress: null, CancellationToken.None);
            return choice.Order.Index().All(item => SameBits(alone[item.Item], features.Of(window.Distinct(item.Index)).Span));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(trials).WithEndSize(80));
    }

    private static float[] Alone(BertModel bert, (int[] Ids, int[] Types) row, TokenPooling pooling)
    {
        BertModelOutputs wanted = pooling.Modes[0] == PoolingMode.Pooler ? BertModelOutputs.Pooler : BertModelOutputs.TokenVectors;
        BertOutput output = bert.Run(row.Ids, default, row.Types, 1, row.Ids.Length, wanted);
        if (wanted == BertModelOutputs.Pooler)
            return output.Pooler.ToArray();
        float[] features = new float[pooling.Modes[0] == PoolingMode.None ? output.TokenVectors.Length : bert.HiddenSize];
        pooling.Pool(output.TokenVectors, default, bert.HiddenSize, false, features);
        return features;
    }

    /// <summary>Lengths repeat, so that batches form; no pad id stands inside a text.</summary>
    private static (int[] Ids, int[] Types) Row(Random random, int longest, bool pair)
    {
        int length = 1 + random.Next(Math.Min(12, longest));
        if (random.Next(6) == 0)
            length = longest;
        int second = random.Next(length + 1);
        return (
            [.. Enumerable.Range(0, length).Select(_ => random.Next(5, 1000))],
            pair ? [.. Enumerable.Range(0, length).Select(i => i < second ? 0 : 1)] : []);
    }

    private static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));
}
