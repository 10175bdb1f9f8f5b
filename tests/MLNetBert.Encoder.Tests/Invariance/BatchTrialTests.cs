using MLNetBert.Encoder.Invariance;
using MLNetBert.Encoder.Session;

namespace MLNetBert.Tests;

/// <summary>How batches are made on a processor whose kernels behave in one way or another. The processors are functions here; one is real.</summary>
public sealed class BatchTrialTests
{
    private const int Hidden = 3;
    private static readonly ProviderKind Cuda = Kind("cuda"), TensorRT = Kind("tensorrt");

    [Fact]
    public void Kernels_that_never_change_let_any_texts_of_one_length_run_together()
    {
        (BatchLimits limits, double difference) = Choose((token, _, _, _) => token, Cuda);
        Assert.Equal((new BatchLimits(16_384, int.MaxValue), 0), (limits, difference));
    }

    [Fact]
    public void Kernels_that_change_with_the_shape_get_one_shape_for_each_length()
    {
        (BatchLimits limits, double difference) = Choose((token, rows, _, _) => token + (rows > 1 ? 1e-7f * token : 0), Cuda);
        Assert.Equal((true, true, 4_096, 0), (limits.Pads, limits.Fills, limits.TokensPerBatch, difference));
        Assert.Equal((128, 128), (limits.MostTogether(32), limits.Rows(1, 32)));
    }

    [Fact]
    public void Kernels_that_change_with_the_neighbours_keep_no_bits_and_that_is_said()
    {
        (BatchLimits limits, double difference) = Choose((token, rows, row, all) => token + (rows > 1 ? all[(row + 1) % all.Length] * 1e-6f : 0), Cuda);
        Assert.Equal((true, false, 16_384), (limits.Pads, limits.Fills, limits.TokensPerBatch));
        Assert.InRange(difference, 1e-7, 1e-2);
        // Each shape is compiled there, so there are few all the same.
        Assert.True(Choose((token, rows, row, all) => token + (rows > 1 ? all[(row + 1) % all.Length] * 1e-6f : 0), TensorRT).Limits.Fills);
    }

    [Fact]
    public void Where_shapes_are_compiled_there_are_few_from_the_start()
    {
        Assert.True(Choose((token, _, _, _) => token, TensorRT).Limits.Fills);
        Assert.Equal(new BatchLimits(16_384, int.MaxValue), Choose((token, _, _, _) => token, TensorRT, canPad: false).Limits);
    }

    [Fact]
    public void Without_a_mask_nothing_is_padded()
    {
        (BatchLimits limits, double difference) = Choose((token, rows, _, _) => token + rows, Cuda, canPad: false);
        Assert.False(limits.Pads);
        Assert.InRange(difference, 1, double.MaxValue);
    }

    [Fact]
    public void A_real_session_on_the_CPU_keeps_its_bits_in_large_batches()
    {
        using var model = BertModel.Open(ReferenceModels.Path("tiny-bert"));
        (BatchLimits limits, double difference) = BatchTrial.Choose((ids, mask, rows, length) => model.Run(ids, mask, default, rows, length, model.Outputs), Kind("openvino"), canPad: true, model.MaxPositions!.Value, model.VocabularySize!.Value, model.Outputs);
        Assert.Equal((new BatchLimits(2_048, int.MaxValue), 0), (limits, difference));
    }

    /// <summary>Lengths and rows of what is padded: few, never shorter than the text, never longer than the model takes.</summary>
    [Fact]
    public void There_are_few_lengths()
    {
        BatchLimits limits = new(4_096, int.MaxValue) { Pads = true, Fills = true, Longest = 512 };
        int[] lengths = [.. Enumerable.Range(1, 512).Select(limits.RowLength).Distinct()];
        Assert.Equal([16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512], lengths);
        Assert.All(Enumerable.Range(1, 512), length => Assert.InRange(limits.RowLength(length), length, Math.Max(16, length * 3 / 2)));
        Assert.Equal(100, (limits with { Longest = 100 }).RowLength(97));
        Assert.Equal(0, limits.RowLength(0));
        Assert.All(lengths, length => Assert.InRange(limits.MostTogether(length) * length, 4_096 - length + 1, 4_096));
        Assert.Equal(1, limits.MostTogether(5_000));
        Assert.Equal(77, BatchLimits.Cpu.RowLength(77));
    }

    private static ProviderKind Kind(string name) => ProviderKind.All.Single(kind => kind.Name == name);

    /// <param name="kernel">The value of a token, the number of rows, the row, and the first tokens of all rows give a value of the result.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="canPad">Whether there is a mask.</param>
    private static (BatchLimits Limits, double Difference) Choose(Func<float, int, int, float[], float> kernel, ProviderKind provider, bool canPad = true) =>
        BatchTrial.Choose((ids, _, rows, length) => Output(ids, rows, length, kernel), provider, canPad, longest: 128, vocabularySize: 1_000, BertModelOutputs.TokenVectors);

    private static BertOutput Output(int[] ids, int rows, int length, Func<float, int, int, float[], float> kernel)
    {
        float[] first = [.. Enumerable.Range(0, rows).Select(row => (float)ids[row * length])];
        float[] values = new float[ids.Length * Hidden];
        for (int i = 0; i < values.Length; i++)
            values[i] = kernel(ids[i / Hidden], rows, i / Hidden / length, first);
        return BertOutput.Copy(new RunValues { TokenVectors = values }, (rows, length));
    }
}
