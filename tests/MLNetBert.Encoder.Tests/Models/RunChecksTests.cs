namespace MLNetBert.Tests;

/// <summary>Shapes, ids and lengths are checked before the runtime sees them.</summary>
public sealed class RunChecksTests : IDisposable
{
    private readonly BertModel _bert = BertModel.Open(ReferenceModels.Path("tiny-bert"));

    public void Dispose() => _bert.Dispose();

    [Theory]
    [InlineData(1024, "inputIds[0, 2] is 1024, which is outside the embedding table: 0 to 1023 are expected")]
    [InlineData(-1, "inputIds[0, 2] is -1")]
    [InlineData(int.MaxValue, "inputIds[0, 2]")]
    [InlineData(int.MinValue, "inputIds[0, 2]")]
    public void Ids_outside_the_table(int id, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>("inputIds", () => _bert.Run([1, 2, id], default, default, 1, 3)).Message);

    [Fact]
    public void One_token_too_many_names_the_length_and_the_file() =>
        Assert.Matches(
            "sequence is 41, but the model holds 40 tokens .*config.json: max_position_embeddings",
            Assert.Throws<ArgumentException>("sequence", () => _bert.Run(new int[41], default, default, 1, 41)).Message);

    [Theory]
    [InlineData("tiny-roberta")]
    [InlineData("tiny-xlm-roberta")]
    [InlineData("tiny-mpnet")]
    public void Models_that_count_positions_from_the_pad_id_hold_two_less(string name)
    {
        using var bert = BertModel.Open(ReferenceModels.Path(name));
        Assert.Equal(40, bert.MaxPositions);
        Assert.Equal(1, bert.PadTokenId);
        BertOutput longest = bert.Run([.. Enumerable.Repeat(5, 40)], default, default, 1, 40);
        Assert.Throws<ArgumentException>("sequence", () => bert.Run([.. Enumerable.Repeat(5, 41)], default, default, 1, 41));
    }

    [Theory]
    [InlineData(0, 3, "batch")]
    [InlineData(-1, 3, "batch")]
    [InlineData(3, 0, "sequence")]
    [InlineData(2, 3, "inputIds")]
    [InlineData(int.MaxValue, 40, "inputIds")]
    public void Shapes_that_do_not_fit(int batch, int sequence, string argument) =>
        Assert.Throws<ArgumentException>(argument, () => _bert.Run([1, 2, 3], default, default, batch, sequence));

    [Fact]
    public void Masks_and_types_that_do_not_fit()
    {
        Assert.Contains("[batch, sequence] = [1, 3]", Assert.Throws<ArgumentException>("attentionMask", () => _bert.Run([1, 2, 3], [1, 1], default, 1, 3)).Message);
        Assert.Throws<ArgumentException>("attentionMask", () => _bert.Run([1, 2, 3], [1, 1, 2], default, 1, 3));
        Assert.Throws<ArgumentException>("tokenTypeIds", () => _bert.Run([1, 2, 3], default, [0, 0], 1, 3));
        Assert.Throws<ArgumentException>("tokenTypeIds", () => _bert.Run([1, 2, 3], default, [0, 0, 2], 1, 3));
        Assert.Throws<ArgumentException>("outputs", () => _bert.Run([1, 2, 3], default, default, 1, 3, BertModelOutputs.SentenceEmbedding));
        Assert.Throws<ArgumentException>("outputs", () => _bert.Run([1, 2, 3], default, default, 1, 3, BertModelOutputs.None));
        Assert.Throws<ArgumentException>("embeddings", () => _bert.RunEmbeddings(new float[96], default, default, 1, 3));
    }

    [Fact]
    public void A_mask_of_zeros_gives_finite_values()
    {
        BertOutput output = _bert.Run([1, 2, 3], [0, 0, 0], default, 1, 3);
        foreach (float value in output.TokenVectors)
            Assert.True(float.IsFinite(value));
    }
}
