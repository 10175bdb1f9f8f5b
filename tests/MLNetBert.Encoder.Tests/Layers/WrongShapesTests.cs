using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>
/// Whatever shape is given: the result of the right one, or an ArgumentException that names the argument, what was given and what is
/// expected. Never another exception, and never a result of another size.
/// </summary>
public class WrongShapesTests
{
    private const int Size = 8;

    private static readonly MaskedLinear Linear = new(SafetensorsWriter.Random(1, ("weight", [3, Size]), ("bias", [3])));
    private static readonly AttentionPooling Pooling = AttentionPooling.Dot(new float[Size]);
    private static readonly CrossAttention Attention = new(
        SafetensorsWriter.Random(2, ("q_proj_weight", [Size, Size]), ("k_proj_weight", [Size, 6]), ("v_proj_weight", [Size, 5]), ("out_proj.weight", [Size, Size])), 2);

    private static readonly RecurrentLayer Recurrent = new(SafetensorsWriter.Recurrent(3, 3, Size, 4), RecurrentKind.Gru);
    private static readonly BertModel Bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { InputsEmbeds = true });

    /// <summary>The numbers of values that shapes of rank 0 to 4 have, each near what is right for 2 rows of 3.</summary>
    private static readonly Gen<int> Count = Gen.OneOf(
        Gen.Constant(0),
        Gen.Constant(1),
        Gen.Elements(2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24),
        from a in Gen.Choose(0, 4) from b in Gen.Choose(0, 4) select a * b,
        from a in Gen.Choose(0, 3) from b in Gen.Choose(0, 4) from c in Gen.Elements(1, 4, 5, 6, 7, 8, 9) select a * b * c,
        from a in Gen.Choose(0, 3) from b in Gen.Choose(0, 4) from c in Gen.Choose(1, 3) from d in Gen.Elements(4, 8) select a * b * c * d);

    private static readonly Gen<int> Axis = Gen.Choose(-1, 4);

    [Fact]
    public void Layers() => Check((batch, sequence, a, b, c) =>
    {
        (float[]? tokens, int[]? mask, float[]? more) = (new float[a], new int[b], new float[c]);
        Accept("tokens", a == batch * sequence * Size, b == 0 || b == batch * sequence, () => Linear.Apply(tokens, mask, batch, sequence).Length, batch * sequence * 3, batch, sequence);
        Accept("scores", a == batch * sequence * Size, b == 0 || b == batch * sequence, () => MaskedSoftmax.Apply(tokens, mask, batch, sequence, Size).Length, batch * sequence * Size, batch, sequence);
        Accept("tokens", a == batch * sequence * Size, (b == 0 || b == batch * sequence) && (c == 0 || c == batch * sequence), () => Pooling.Apply(tokens, mask, batch, sequence, more).Length, batch * Size, batch, sequence);
        Accept("tokens", a == batch * sequence * Size, (b == 0 || b == batch * sequence) && (c == 0 || c == 4 * batch * 4), () => Recurrent.Apply(tokens, mask, batch, sequence, more).Tokens.Length, batch * sequence * 8, batch, sequence);
        Accept("query", a == batch * sequence * Size, c == batch * 3 * 6 && (b == 0 || b == batch * 3), () => Attention.Apply(tokens, more, new float[batch < 0 ? 0 : batch * 15], mask, batch, sequence, 3).Length, batch * sequence * Size, batch, sequence);
    });

    [Fact]
    public void Models() => Check((batch, sequence, a, b, c) =>
    {
        (float[]? embeddings, int[]? mask, int[]? types, int[]? ids) = (new float[a], new int[b], new int[c], new int[b]);
        mask.AsSpan().Fill(1);
        bool rows = batch >= 1 && sequence >= 1;
        bool Fits(int count, bool optional = true) => (optional && count == 0) || count == batch * sequence;
        Accept("embeddings", rows && a == batch * sequence * 32, Fits(b) && Fits(c), () => Bert.RunEmbeddings(embeddings, mask, types, batch, sequence).TokenVectors.Length, batch * sequence * 32, batch, sequence);
        Accept("inputIds", rows && Fits(b, optional: false), Fits(c), () => Bert.Run(ids, default, types, batch, sequence).TokenVectors.Length, batch * sequence * 32, batch, sequence);
    });

    private static void Check(Action<int, int, int, int, int> check)
    {
        Gen<(int batch, int sequence, int a, int b, int c)> given = from batch in Axis from sequence in Axis from a in Count from b in Count from c in Count select (batch, sequence, a, b, c);

        // Half of the time the first argument is right, so that the others are looked at too.
        Gen<(int batch, int sequence, int a, int b, int c)> nearly = from g in given
                                                                     from right in Gen.Elements(true, false)
                                                                     from size in Gen.Elements(Size, 32)
                                                                     select right && g.batch >= 0 && g.sequence >= 0 ? (g.batch, g.sequence, a: g.batch * g.sequence * size, g.b, g.c) : g;
        Prop.ForAll(nearly.ToArbitrary(), g => check(g.batch, g.sequence, g.a, g.b, g.c)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static void Accept(string first, bool firstFits, bool othersFit, Func<int> run, int expected, int batch, int sequence)
    {
        try
        {
            int length = run();
            Assert.True(firstFits && othersFit, $"{first} was taken for [{batch}, {sequence}].");
            Assert.Equal(expected, length);
        }
        catch (ArgumentException e) when (e.GetType() == typeof(ArgumentException))
        {
            Assert.False(string.IsNullOrEmpty(e.ParamName));
            Assert.StartsWith(e.ParamName, e.Message);
            Assert.Contains("expected", e.Message);
            Assert.False(firstFits && othersFit && batch >= 0 && sequence >= 0, e.Message);
        }
    }
}
