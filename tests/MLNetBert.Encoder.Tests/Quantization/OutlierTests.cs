using MLNetBert.Encoder.Quantization;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Tests.Quantization;

/// <summary>Channels of a Gelu's result that stay float32: which they are, what their weights become, and where they stand in the file.</summary>
public sealed class OutlierTests
{
    private const int Inputs = 9, Outliers = 3, Outputs = 4;

    [Fact]
    public void They_are_those_with_the_greatest_values_and_few()
    {
        double[] sizes = ByHand.Random(1, 40);
        var channels = OutlierChannels.Greatest(sizes);
        Assert.Equal(5, channels.Outliers.Length);
        Assert.True(channels.Outliers.Min(channel => sizes[channel]) > channels.Others.Max(channel => sizes[channel]));
        Assert.Equal(Enumerable.Range(0, 40), channels.Order.Order());
        Assert.Equal(16, OutlierChannels.Greatest(ByHand.Random(2, 1536)).Outliers.Length);
        Assert.Equal([.. channels.Order.Select(channel => sizes[channel])], channels.Rows(sizes));
    }

    /// <summary>Of a matrix's inverse, the block of the others is the inverse of the Schur complement.</summary>
    [Fact]
    public void What_they_tell_is_left_out_of_the_others_moments()
    {
        const int Others = Inputs - Outliers;
        double[] moments = ByHand.Moments(3, Inputs), inverse = ByHand.Inverse(moments, Inputs);
        double[] block = [.. Enumerable.Range(0, Others * Others).Select(i => inverse[(i / Others * Inputs) + (i % Others)])];
        ByHand.Close(ByHand.Inverse(block, Others), new OutlierWeights(moments, Inputs, Outliers).MomentsOfOthers, 1e-4);
    }

    /// <summary>The slope of d^T M d by their weights is zero.</summary>
    [Fact]
    public void Their_weights_make_the_error_of_the_others_least()
    {
        const int Rounded = (Inputs - Outliers) * Outputs;
        double[] moments = ByHand.Moments(4, Inputs), weights = ByHand.Random(5, Inputs * Outputs), rounded = Array.ConvertAll(weights[..Rounded], weight => Math.Round(weight * 4) / 4);
        double[] kept = new OutlierWeights(moments, Inputs, Outliers).Correct(weights, rounded, Outputs);
        double[] difference = [.. weights.Zip(rounded.Concat(kept), (before, after) => before - after)];
        double[] slope = ByHand.Product(moments, difference, Inputs, Outputs, Inputs);
        ByHand.Close(new double[Outliers * Outputs], slope[Rounded..], 1e-5);
        Assert.Contains(slope[..Rounded], value => Math.Abs(value) > 1e-3);
    }

    /// <summary>A bias makes two channels in front of a Gelu much greater than the others.</summary>
    [Theory]
    [InlineData("tiny-bert", false)]
    [InlineData("tiny-albert", false)]
    [InlineData("tiny-bert", true)]
    public void Great_channels_are_float32_in_the_file_and_the_vectors_near(string model, bool reduceRange)
    {
        using TinyInt8 tiny = new(model, "model.onnx", reduceRange, WithOutliers);
        GraphModel file = TinyInt8.Reread(tiny.File);
        LinearGroup[] groups = [.. tiny.Model.Groups.Where(group => group.Kind == InputKind.Gelu)];
        Assert.All(groups, group =>
        {
            Assert.Superset(new HashSet<int> { 3, 11 }, group.Result!.Outliers.Outliers.ToHashSet());
            int count = group.Result.Outliers.Outliers.Length;
            Assert.All(group.Places, place =>
            {
                (GraphNode product, string others) = (Producer($"{place.Layers[0].Output}/outliers/product"), Producer($"{place.Layers[0].Output}/product").Inputs[1]);
                Assert.Equal("MatMul", product.OpType);
                Assert.Equal(group.Result.Layer.OutlierWeights, file.Tensor(product.Inputs[1])!.Floats.ToArray());
                // Weights that places share have a name of their own at each.
                Assert.Equal([group.Inputs - count, group.Outputs], (file.Tensor(others) ?? file.Tensor(Producer(others).Inputs[0]))!.Dimensions);
            });
        });
        Assert.InRange(tiny.Quantization.MeanCosine, reduceRange ? 0.99 : 0.998, 1);
        using var bert = BertModel.Open(tiny.File);
        int[] ids = GoldenSequence.Of(model).First().Ids;
        float[] alone = bert.Run(ids, default, default, 1, ids.Length).TokenVectors.ToArray();
        Assert.Equal(alone, bert.Run([.. ids.Reverse(), .. ids], default, default, 2, ids.Length).TokenVectors[alone.Length..].ToArray());

        GraphNode Producer(string value) => file.Nodes.Single(node => node.Outputs[0] == value);
    }

    private static void WithOutliers(QuantizableModel model)
    {
        foreach (LinearLayer layer in model.Groups.Where(group => group.Kind == InputKind.Gelu).Select(group => group.Places[0].Gelu!.Value.Before))
        {
            float[] bias = layer.Bias!.Floats.ToArray();
            (bias[3], bias[11]) = (60, 45);
            bias.AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(layer.Bias.Bytes.AsSpan()));
        }
    }
}
