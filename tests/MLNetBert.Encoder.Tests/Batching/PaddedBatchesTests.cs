using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Encoder.Batching;
using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Tests;

/// <summary>Batches as they are made on other processors, padded to a few lengths and filled, here on the CPU.</summary>
public sealed class PaddedBatchesTests : IDisposable
{
    private static readonly BatchLimits Filled = new(256, int.MaxValue) { Pads = true, Fills = true, Longest = 40 };
    private static readonly BatchLimits Padded = Filled with { Fills = false };

    private readonly SentenceFolder _folder = new();
    private readonly BertModel _model;

    public PaddedBatchesTests() => _model = _folder.Open();

    public static TheoryData<bool, string> Ways
    {
        get
        {
            TheoryData<bool, string> ways = [];
            foreach (string pooling in (string[])["mean", "cls", "max", "weightedmean", "lasttoken", "mean_sqrt_len_tokens", "pooler", "none"])
            {
                ways.Add(true, pooling);
                ways.Add(false, pooling);
            }

            return ways;
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_text_stands_in_one_batch_of_its_row_length_and_batches_are_full() =>
        Prop.ForAll(Gen.Choose(0, 40).ListOf().Select(lengths => lengths.ToArray()).ToArbitrary(), lengths =>
        {
            foreach (BatchLimits limits in (BatchLimits[])[Filled, Padded])
            {
                List<Batch> batches = BatchPlanner.Plan(lengths, oneAtATime: false, limits);
                Assert.Equal(Enumerable.Range(0, lengths.Length).Where(i => lengths[i] > 0), batches.SelectMany(batch => batch.Texts).Order());
                Assert.All(batches, batch => Assert.All(batch.Texts, text => Assert.Equal(batch.Length, limits.RowLength(lengths[text]))));
                Assert.All(batches, batch => Assert.Equal(limits.Fills ? limits.MostTogether(batch.Length) : batch.Texts.Length, batch.Rows));
                Assert.All(batches, batch => Assert.True(batch.Tokens <= limits.TokensPerBatch));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_alone_runs_in_the_shape_that_it_has_in_company()
    {
        Assert.All(BatchPlanner.Plan([5, 17, 40], oneAtATime: true, Filled), batch => Assert.Equal((1, Filled.MostTogether(batch.Length)), (batch.Texts.Length, batch.Rows)));
        Assert.All(BatchPlanner.Plan([5, 17, 40], oneAtATime: true, Padded), batch => Assert.Equal(1, batch.Rows));
    }

    /// <summary>The bits are the same in any company, and the values are those of texts without padding, up to rounding.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Padding_and_filling_change_no_vector(bool fills, string pooling)
    {
        FeaturizerOptions options = new() { Pooling = TokenPooling.Parse(pooling), MaxLength = 40, Threads = 2 };
        BertFeaturizer usual = new(_model, options), other = new(_model, options);
        SetLimits(other.Engine, fills ? Filled : Padded);
        string[] texts = Texts(120);
        float[][] expected = [.. usual.FeaturizeStream(texts).Select(row => row.Features.ToArray())], got = [.. other.FeaturizeStream(texts).Select(row => row.Features.ToArray())];
        Assert.Equal(expected.Select(vector => vector.Length), got.Select(vector => vector.Length));
        Assert.All(expected.Zip(got), pair => Assert.All(pair.First.Zip(pair.Second), values => Assert.Equal(values.First, values.Second, 2e-5f)));
        if (fills && pooling != "none")
            Assert.Equal(got, texts.Select(other.Featurize));
    }

    [Fact]
    public async Task Callers_share_padded_batches()
    {
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { MaxLength = 40 });
        SetLimits(featurizer.Engine, Filled);
        string[] texts = Texts(200);
        float[][] alone = [.. texts.Select(featurizer.Featurize)];
        await using BertBatcher batcher = new(featurizer);
        Assert.Equal(alone, await Task.WhenAll(texts.Select(text => batcher.FeaturizeAsync(text))));
    }

    [Fact]
    public void A_verifier_looks_at_the_ways_that_are_used()
    {
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { MaxLength = 40 });
        SetLimits(featurizer.Engine, Filled);
        VerificationWay[] used = [.. new BertVerifier(featurizer).Ways.Where(way => way.OfFeaturizer)];
        Assert.Contains(used, way => way.Kind == VerificationWayKind.Shuffled);
        Assert.DoesNotContain(used, way => way.Kind is VerificationWayKind.EqualLength or VerificationWayKind.Padded);
    }

    /// <summary>They come from the model's provider, of which there is only the CPU here.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Limits")]
    private static extern void SetLimits(WindowEngine engine, BatchLimits limits);

    private static string[] Texts(int count)
    {
        string[] words = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "hello", "world"];
        Random random = new(5);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 45)).Select(_ => words[random.Next(words.Length)])))];
    }
}
