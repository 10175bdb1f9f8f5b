using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>Streams, spans and threads give what one text at a time gives. On a tiny model with a tokenizer that fits.</summary>
public sealed class BertFeaturizerTests : IClassFixture<BertFeaturizerTests.Model>
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 200).Select(i => string.Join(' ', Enumerable.Range(0, i * 7 % 11).Select(j => "the quick brown fox jumps over a lazy dog and hello world".Split(' ')[(i + (j * j)) % 12])))];

    private readonly BertModel _bert;

    public BertFeaturizerTests(Model model) => _bert = model.Bert;

    [Fact]
    public async Task All_ways_give_the_same_bits()
    {
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Window = 37, Threads = 3 });
        float[][] alone = [.. Texts.Select(text => featurizer.Featurize(text))];

        float[][] matrix = featurizer.Featurize(Texts);
        float[] flat = new float[Texts.Length * featurizer.Dimension];
        featurizer.Featurize(Texts, flat);
        float[][] streamed = [.. featurizer.FeaturizeStream(Texts).Select(row => row.Features.ToArray())];
        List<float[]> awaited = [];
        await foreach (FeaturizedRow<string> row in featurizer.FeaturizeStreamAsync(Awaited(Texts)))
            awaited.Add(row.Features.ToArray());
        float[] span = new float[featurizer.Dimension];
        for (int i = 0; i < Texts.Length; i++)
        {
            featurizer.Featurize(Texts[i].AsSpan(), span);
            Assert.Equal(alone[i], span);
            Assert.Equal(alone[i], streamed[i]);
            Assert.Equal(alone[i], awaited[i]);
            Assert.Equal(alone[i], flat[(i * span.Length)..((i + 1) * span.Length)]);
            Assert.Equal(alone[i], matrix[i]);
        }

        Assert.Equal(Texts.Length, awaited.Count);
    }

    [Fact]
    public void Many_threads_through_one_featurizer_give_the_same_bits()
    {
        BertFeaturizer featurizer = new(_bert);
        float[][] alone = [.. Texts.Select(text => featurizer.Featurize(text))];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, thread =>
        {
            int row = 0;
            foreach (FeaturizedRow<string> text in featurizer.FeaturizeStream(Texts))
                Assert.Equal(alone[row++], text.Features.ToArray());
            Assert.Equal(alone[thread], featurizer.Featurize(Texts[thread]));
        });
    }

    [Fact]
    public void Pairs_are_seen_together()
    {
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Pooling = PoolingMode.Cls });
        float[] pair = featurizer.Featurize("the fox", "the dog");
        Assert.NotEqual(featurizer.Featurize("the fox"), pair);
        Assert.NotEqual(featurizer.Featurize("the dog", "the fox"), pair);
        FeaturizedRow<TextInput> row = Assert.Single(featurizer.FeaturizeStream([new TextInput("the fox", "the dog")], input => input));
        Assert.Equal(pair, row.Features.ToArray());
    }

    [Fact]
    public void An_endless_stream_is_read_one_window_ahead_and_no_more()
    {
        const int Window = 50;
        int read = 0;
        IEnumerable<int> Endless()
        {
            while (true)
                yield return read++;
        }

        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Window = Window });
        int given = 0;
        foreach (FeaturizedRow<int> row in featurizer.FeaturizeStream(Endless(), number => $"fox {number}"))
        {
            Assert.Equal(given++, row.Item);
            Assert.InRange(read - given, 0, Window);
            if (given == 1000)
                break;
        }
    }

    [Fact]
    public void Token_vectors_bound_the_window_too()
    {
        int read = 0;
        string longest = string.Join(' ', Enumerable.Repeat("fox", 100));
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Pooling = PoolingMode.None, Window = int.MaxValue });
        FeaturizedRow<int> first = featurizer.FeaturizeStream(Enumerable.Range(0, int.MaxValue).Select(i => read = i), i => $"{i} {longest}").First();
        Assert.Equal(40, first.TokenCount);
        Assert.Equal(40 * 32, first.Features.Length);
        Assert.InRange(read, 1, 1000);
    }

    [Fact]
    public void Equal_texts_run_once_in_a_window()
    {
        BertFeaturizer featurizer = new(_bert);
        string[] texts = ["hello", "the fox", "hello", "HELLO", "hello"];
        FeaturizedRow<string>[] rows = [.. featurizer.FeaturizeStream(texts)];
        Assert.Equal(texts, rows.Select(row => row.Item));
        Assert.Equal(rows[0].Features.ToArray(), rows[3].Features.ToArray());
        FeaturizerStatistics statistics = featurizer.Statistics;
        Assert.Equal((5, 3), (statistics.Rows, statistics.RowsReused));
        Assert.Equal(rows.Sum(row => row.TokenCount), statistics.Tokens);
        Assert.True(statistics.ModelTime > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\n ")]
    [InlineData("\uD800")]
    [InlineData("\u200B")]
    public void Odd_texts_are_texts(string text)
    {
        float[] features = new BertFeaturizer(_bert).Featurize(text);
        Assert.All(features, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(_bert.HiddenSize, features.Length);
    }

    [Fact]
    public void A_text_without_a_token_has_zeros_whatever_the_window_before_held()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-").FullName;
        try
        {
            // Without its post-processor a tokenizer adds nothing to an empty text.
            JsonNode file = JsonNode.Parse(File.ReadAllText(ReferenceModels.Path("tiny-tokenizers", "wordpiece", "tokenizer.json")))!;
            file["post_processor"] = null;
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), file.ToJsonString());
            using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = PreTrainedTokenizer.Open(folder) });
            float[][] rows = new BertFeaturizer(bert, new FeaturizerOptions { Window = 1 }).Featurize(["the fox", "", "hello"]);
            bool[] zeros = [.. rows.Select(row => row.All(value => value == 0))];
            Assert.Equal([false, true, false], zeros);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Longer_texts_are_cut_to_the_length_asked_for()
    {
        string longText = string.Join(' ', Enumerable.Repeat("a", 1000));
        BertFeaturizer whole = new(_bert), cut = new(_bert, new FeaturizerOptions { MaxLength = 5 });
        Assert.Equal(40, whole.FeaturizeStream([longText]).Single().TokenCount);
        Assert.Equal(5, cut.FeaturizeStream([longText]).Single().TokenCount);
        Assert.Equal(whole.Featurize("a a a"), cut.Featurize(longText));
    }

    [Theory]
    [InlineData(TruncationStrategy.LongestFirst, "a a", "in in in")]
    [InlineData(TruncationStrategy.OnlySecond, "a a a a", "in")]
    [InlineData(TruncationStrategy.OnlyFirst, "a", "in in in in")]
    public void Pairs_are_cut_as_asked(TruncationStrategy truncation, string first, string second)
    {
        // [CLS] first [SEP] second [SEP]: five of the eight tokens are the texts', a word each.
        BertFeaturizer cut = new(_bert, new FeaturizerOptions { MaxLength = 8, Truncation = truncation });
        string longSecond = truncation == TruncationStrategy.OnlyFirst ? second : "in in in in in in";
        Assert.Equal(new BertFeaturizer(_bert).Featurize(first, second), cut.Featurize("a a a a", longSecond));
    }

    [Fact]
    public void A_pair_that_cannot_be_cut_as_asked_is_named()
    {
        BertFeaturizer cut = new(_bert, new FeaturizerOptions { MaxLength = 8, Truncation = TruncationStrategy.OnlyFirst });
        TextInput[] pairs = [new("a a a a a a a a"), new("a", "in in in in in in")];
        Assert.StartsWith("Item 1: The first text is too short", Assert.Throws<BadInputException>(() => cut.FeaturizeStream(pairs, pair => pair).ToArray()).Message);
    }

    [Fact]
    public async Task Cancelling_stops()
    {
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Window = 10 });
        using CancellationTokenSource source = new();
        int given = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (FeaturizedRow<string> row in featurizer.FeaturizeStream(Texts, cancellationToken: source.Token))
            {
                if (++given == 15)
                    source.Cancel();
            }
        });
        Assert.Equal(20, given);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FeaturizedRow<string> row in featurizer.FeaturizeStreamAsync(Awaited(Texts), cancellationToken: source.Token))
                given++;
        });
        Assert.Equal(20, given);
    }

    [Fact]
    public void Pairs_into_a_span_and_windows_of_few_characters_give_the_same_bits()
    {
        BertFeaturizer featurizer = new(_bert), small = new(_bert, new FeaturizerOptions { WindowCharacters = 1 });
        float[] pair = new float[featurizer.Dimension];
        featurizer.Featurize("the fox", "the dog", pair);
        Assert.Equal(featurizer.Featurize("the fox", "the dog"), pair);
        Assert.Equal(featurizer.FeaturizeStream([new TextInput("the fox", "the dog")], static input => input).Single().Features.ToArray(), pair);
        Assert.Equal(featurizer.Featurize(Texts), small.Featurize(Texts));
    }

    [Fact]
    public void Progress_ends_at_the_number_of_texts()
    {
        BertFeaturizer featurizer = new(_bert, new FeaturizerOptions { Window = 10, Threads = 1 });
        List<long> reported = [];
        featurizer.Featurize(Texts, new Watching(reported.Add));
        Assert.Equal(Texts.Length, reported[^1]);
        Assert.Equal(reported.Order(), reported);
        Assert.Contains(reported, done => done is > 0 and < 10);
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        string Refused(FeaturizerOptions options) => Assert.Throws<ArgumentOutOfRangeException>("options", () => new BertFeaturizer(_bert, options)).Message;
        Assert.Contains("max length 41 is more than the 40 tokens", Refused(new() { MaxLength = 41 }));
        Assert.Contains("leaves no room", Refused(new() { MaxLength = 1 }));
        Assert.Contains("MaxLength is 2, which leaves no room", Refused(new() { MaxLength = 2 }));
        Assert.Contains("MaxLength is 3, which leaves no room for a text beside the 3 special tokens of a pair", Assert.Throws<BadInputException>(() => new BertFeaturizer(_bert, new() { MaxLength = 3 }).Featurize("a", "b")).Message);
        Assert.Contains("sentence_embedding needs the output", Assert.Throws<BadInputException>(() => new BertFeaturizer(_bert, new() { Pooling = PoolingMode.SentenceEmbedding })).Message);
        Assert.StartsWith("Threads is 0; at least 1 is expected.", Refused(new() { Threads = 0 }));
        Assert.StartsWith("Window is 0; at least 1 is expected.", Refused(new() { Window = 0 }));
        Assert.StartsWith("WindowCharacters is 0", Refused(new() { WindowCharacters = 0 }));
        Assert.StartsWith("WindowTokenVectors is -1", Refused(new() { WindowTokenVectors = -1 }));

        BertFeaturizer featurizer = new(_bert);
        Assert.Contains("[2, 32] is expected", Assert.Throws<ArgumentException>("destination", () => featurizer.Featurize(["a", "b"], new float[63])).Message);
        Assert.Contains("item 1", Assert.Throws<ArgumentException>(() => featurizer.Featurize(["a", null!])).Message);
        Assert.Throws<InvalidOperationException>(() => new BertFeaturizer(_bert, new() { Pooling = PoolingMode.None }).Featurize(["a"]));
    }

    private static async IAsyncEnumerable<string> Awaited(IEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string text in texts)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return text;
        }
    }

    private sealed class Watching(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }

    public sealed class Model : IDisposable
    {
        public BertModel Bert { get; } = BertModel.Open(
            ReferenceModels.Path("tiny-bert"),
            new BertModelOptions { Tokenizer = PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")) });

        public void Dispose() => Bert.Dispose();
    }
}
