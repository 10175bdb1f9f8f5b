using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>The verifier sees what moves, and nothing else.</summary>
public sealed class BertVerifierTests
{
    private static readonly PreTrainedTokenizer Tokenizer = PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece"));

    private static readonly string[] Texts = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Take(200), ""];

    [Fact]
    public void What_a_featurizer_does_is_exact_and_what_it_would_not_do_is_told()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { File = "model_quantized.onnx", Tokenizer = Tokenizer });
        BertFeaturizer featurizer = new(bert, new FeaturizerOptions { Threads = 2, Window = 16 });
        foreach (bool? oneAtATime in (bool?[])[null, false])
        {
            BertVerifier verifier = new(featurizer, new BertVerifierOptions { OneAtATime = oneAtATime });
            VerificationResult<string> result = verifier.Run(Texts);
            Assert.Equal(oneAtATime == null, result.Exact);
            Assert.Equal(Texts.Length, result.Texts);
            Assert.Contains("DynamicQuantizeLinear", verifier.Reason, StringComparison.Ordinal);
            Assert.All(result.Ways, way => Assert.Equal(way.Way.Kind is VerificationWayKind.EqualLength or VerificationWayKind.Padded, way.Differing > 0));
        }
    }

    [Fact]
    public void The_item_that_moves_furthest_is_given_back()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizer });
        using var quantized = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { File = "model_quantized.onnx", Tokenizer = Tokenizer });
        BertFeaturizer exact = new(bert), rough = new(quantized);
        WayResult<int> way = new BertVerifier(rough, new BertVerifierOptions { Other = exact })
            .Run(Enumerable.Range(0, Texts.Length), row => Texts[row]).Ways.Single(way => way.Way.Kind == VerificationWayKind.Other);
        double[] furthest = [.. Texts.Select(text => exact.Featurize(text).Zip(rough.Featurize(text), (a, b) => Math.Abs((double)a - b)).Max())];
        Assert.Equal((Array.IndexOf(furthest, furthest.Max()), furthest.Max()), (way.Greatest!.Item, way.Greatest.Difference.Greatest));
        Assert.Equal(furthest.Count(difference => difference > 0), way.Differing);
    }

    [Fact]
    public void Progress_reaches_the_end_and_cancelling_stops()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizer });
        BertVerifier verifier = new(new BertFeaturizer(bert));
        Last last = new();
        verifier.Run(Texts, last);
        Assert.Equal(Texts.Length, last.Greatest);
        Assert.ThrowsAny<OperationCanceledException>(() => verifier.Run(Texts, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Differences_are_told_by_bits_and_never_lost_in_what_is_not_a_number()
    {
        Assert.Equal(new VectorDifference(true, 0, 1), VectorDifference.Between([1, 2], [1, 2]));
        Assert.Equal(new VectorDifference(false, 0, 1), VectorDifference.Between([0, 2], [-0f, 2]));
        Assert.Equal(new VectorDifference(false, 1, 0), VectorDifference.Between([1, 0], [0, 1]));
        Assert.Equal(new VectorDifference(false, double.PositiveInfinity, 0), VectorDifference.Between([1, 2], [1, float.NaN]));
        Assert.Equal(new VectorDifference(false, 3, 0), VectorDifference.Between([3, 0], [0, 0]));
    }

    private sealed class Last : IProgress<long>
    {
        private readonly Lock _lock = new();

        public long Greatest { get; private set; }

        public void Report(long value)
        {
            lock (_lock)
                Greatest = Math.Max(Greatest, value);
        }
    }
}
