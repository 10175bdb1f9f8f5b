using System.Runtime.CompilerServices;
using MLNetBert.Encoder.Layers;
using MLNetBert.Encoder.Session;
using MLNetBert.Tests.Layers;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>What becomes of everything that stands on a session when it is closed. A closed session that runs takes the process down.</summary>
public sealed class ClosedModelTests
{
    private const string Model = "MLNetBert.BertModel";

    private static readonly PreTrainedTokenizer Tokenizer = PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece"));

    private static readonly object[] Arguments =
    [
        "the fox", Stream.Null, new TextInput("the fox"), new[] { "the fox" }, (Func<string, TextInput>)(text => text), Many(), TokenPooling.Parse("mean"), HiddenLayers.Parse("-2"),
    ];

    [Fact]
    public void Every_member_of_a_closed_model_and_of_its_views_says_that_it_is_closed()
    {
        BertModel bert = Open();
        BertModel view = bert.WithHiddenLayer(-2);
        bert.Dispose();
        Assert.Empty(PublicMembers.StillUsable(bert, Model, Arguments));
        Assert.Empty(PublicMembers.StillUsable(view, Model, Arguments));
        bert.Dispose();
    }

    [Fact]
    public void Every_member_of_a_closed_layer_says_that_it_is_closed()
    {
        RecurrentLayer layer = new(new LayerCase("lstm_l2_bi").Weights, RecurrentKind.Lstm);
        layer.Dispose();
        Assert.Empty(PublicMembers.StillUsable(layer, typeof(RecurrentLayer).FullName!, Arguments));
        layer.Dispose();
    }

    [Fact]
    public void What_stands_on_a_closed_model_can_tell_what_it_was_and_do_nothing()
    {
        BertModel bert = Open();
        BertFeaturizer featurizer = new(bert);
        BertVerifier verifier = new(featurizer);
        bert.Dispose();
        Assert.Equal(
            ["get_Activation", "get_Dimension", "get_MaxLength", "get_Model", "get_Modules", "get_Normalize", "get_Options", "get_Pooling", "get_Prompt", "get_Statistics", "get_Threads"],
            PublicMembers.StillUsable(featurizer, Model, Arguments));
        Assert.Equal(
            ["get_Featurizer", "get_OneAtATime", "get_Options", "get_Reason", "get_Ways"],
            PublicMembers.StillUsable(verifier, Model, Arguments));
        Assert.Throws<ObjectDisposedException>(() => new BertFeaturizer(bert));
        Assert.Throws<ObjectDisposedException>(() => new BertVerifier(featurizer));
    }

    [Fact]
    public void What_callers_share_says_that_it_is_closed()
    {
        using BertModel bert = Open();
        BertBatcher batcher = new(new BertFeaturizer(bert));
        batcher.Dispose();
        Assert.Equal(["get_Featurizer", "get_WaitingTexts"], PublicMembers.StillUsable(batcher, typeof(BertBatcher).FullName!, Arguments));
        BertEmbeddingGenerator generator = new(new BertFeaturizer(bert));
        generator.Dispose();
        Assert.Equal(["GetService", "get_Batcher", "get_Fingerprint", "get_ModelId"], PublicMembers.StillUsable(generator, typeof(BertBatcher).FullName!, [.. Arguments, typeof(BertModel)]));
    }

    [Fact]
    public void No_class_that_can_be_closed_is_forgotten_here() =>
        Assert.Equal([nameof(BertBatcher), nameof(BertEmbeddingGenerator), nameof(BertModel), nameof(RecurrentLayer)], PublicMembers.Disposable(typeof(BertModel).Assembly));

    [Fact]
    public void An_output_stays_as_it_was()
    {
        BertModel bert = Open();
        BertOutput output = bert.Run([2, 5, 3], default, default, 1, 3, bert.Outputs);
        float[] tokens = output.TokenVectors.ToArray();
        bert.Run([2, 7, 3], default, default, 1, 3, bert.Outputs);
        bert.Dispose();
        using BertModel other = Open();
        other.Run([2, 9, 3], default, default, 1, 3, other.Outputs);
        Assert.Equal(tokens, output.TokenVectors.ToArray());
    }

    [Fact]
    public void A_stream_ends_at_its_next_window()
    {
        BertModel bert = Open();
        BertFeaturizer featurizer = new(bert, new FeaturizerOptions { Window = 2 });
        using IEnumerator<FeaturizedRow<string>> rows = featurizer.FeaturizeStream(["a", "b", "c", "d"]).GetEnumerator();
        Assert.True(rows.MoveNext());
        bert.Dispose();
        Assert.True(rows.MoveNext());
        Assert.Equal(Model, Assert.Throws<ObjectDisposedException>(() => rows.MoveNext()).ObjectName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_has_begun_ends_and_the_next_one_is_refused(bool embeds)
    {
        for (int round = 0; round < 5; round++)
        {
            BertModel bert = Open(new BertModelOptions { Tokenizer = Tokenizer, InputsEmbeds = embeds });
            BertFeaturizer featurizer = new(bert, new FeaturizerOptions { Threads = 1 });
            float[] expected = featurizer.Featurize("the quick brown fox");
            Task<int>[] running = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Until(() => Assert.Equal(expected, featurizer.Featurize("the quick brown fox")))))];
            Thread.Sleep(5 * round);
            bert.Dispose();
            await Task.WhenAll(running);
        }
    }

    [Fact]
    public async Task A_layer_that_is_applied_while_it_is_closed_ends_its_run()
    {
        LayerCase torch = new("lstm_l2_bi");
        for (int round = 0; round < 5; round++)
        {
            RecurrentLayer layer = new(torch.Weights, RecurrentKind.Lstm);
            Task<int>[] running = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Until(() => torch.AssertClose("out", layer.Apply(torch["x"], torch.Mask, 4, 12).Tokens))))];
            Thread.Sleep(5 * round);
            layer.Dispose();
            await Task.WhenAll(running);
        }
    }

    [Fact]
    public void A_session_that_nobody_closes_is_closed_when_it_is_collected_and_not_before()
    {
        WeakReference session = UseAndForget();
        Collect();
        Assert.True(session.Target is not NativeSession left || left.IsClosed);
    }

    private static BertModel Open(BertModelOptions? options = null) =>
        BertModel.Open(ReferenceModels.Path("tiny-bert"), options ?? new BertModelOptions { Tokenizer = Tokenizer });

    /// <summary>A session that nothing knows any more, seen beyond its finalizer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndForget()
    {
        LayerCase torch = new("lstm_l2_bi");
        RecurrentLayer layer = new(torch.Weights, RecurrentKind.Lstm);
        WeakReference session = new(Session(layer), trackResurrection: true);
        Collect();
        Assert.False(((NativeSession)session.Target!).IsClosed);
        torch.AssertClose("out", layer.Apply(torch["x"], torch.Mask, 4, 12).Tokens);
        return session;

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_session")]
        static extern ref NativeSession Session(RecurrentLayer layer);
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>How often it was done before it was refused.</summary>
    private static int Until(Action use)
    {
        for (int times = 0; ; times++)
        {
            try
            {
                use();
            }
            catch (ObjectDisposedException e)
            {
                Assert.StartsWith("MLNetBert.", e.ObjectName, StringComparison.Ordinal);
                return times;
            }
        }
    }

    private static async IAsyncEnumerable<string> Many()
    {
        await Task.Yield();
        yield return "the fox";
    }
}
