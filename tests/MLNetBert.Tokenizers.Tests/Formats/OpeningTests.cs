using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>What is found in a folder, and what the tokenizer says of itself to those that build on it.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lone_tokenizer_model_is_read_as_the_sentence_piece_model_it_is()
    {
        string spiece = Path.Combine(ReferenceTokenizers.Folder("albert"), "spiece.model");
        File.WriteAllBytes(At("tokenizer.model"), File.ReadAllBytes(spiece));
        Assert.Contains("tokenizer.model", PreTrainedTokenizer.FileNames);
        Assert.Equal(PreTrainedTokenizer.Open(spiece).Encode("hello world").Ids, PreTrainedTokenizer.Open(_folder).Encode("hello world").Ids);
        File.WriteAllText(At("tokenizer.model"), "IQ== 0\n");
        Assert.Contains("not a usable SentencePiece model", Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_folder)).Message);
    }

    [Theory]
    [InlineData("bert-base-uncased", new[] { 101 }, new[] { 102 }, new[] { 102 }, 1)]
    [InlineData("roberta-base", new[] { 0 }, new[] { 2, 2 }, new[] { 2 }, 0)]
    public void Templates_are_those_of_the_post_processor(string name, int[] before, int[] between, int[] after, int secondType)
    {
        var tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder(name));
        Assert.Equal(before, tokenizer.PairTemplate.Before);
        Assert.Equal(between, tokenizer.PairTemplate.Between);
        Assert.Equal(after, tokenizer.PairTemplate.After);
        Assert.Equal([0, secondType], tokenizer.PairTemplate.TypeIds);
        Assert.Equal(before, tokenizer.SingleTemplate.Before);
        Assert.Empty(tokenizer.SingleTemplate.Between);
        Assert.Equal(after, tokenizer.SingleTemplate.After);
    }

    [Theory]
    [InlineData("""{"model_max_length": 12.5}""", "tokenizer_config.json: model_max_length must be a whole number")]
    [InlineData("""{"model_max_length": 0}""", "tokenizer_config.json: model_max_length must be at least 1")]
    [InlineData("""{"model_max_length": 8,}""", "tokenizer_config.json is not valid JSON")]
    [InlineData("""{"model_max_length": 8 /* tokens */}""", "tokenizer_config.json is not valid JSON")]
    public void A_wrong_configuration_is_refused_by_file_and_key(string json, string message)
    {
        File.Copy(Path.Combine(ReferenceTokenizers.Folder("bert-base-uncased"), "tokenizer.json"), At("tokenizer.json"));
        File.WriteAllText(At("tokenizer_config.json"), json);
        Assert.Contains(message, Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_folder)).Message);
    }

    [Fact]
    public void A_batch_can_be_cancelled()
    {
        var tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder("bert-base-uncased"));
        Assert.Throws<OperationCanceledException>(() => tokenizer.EncodeBatch(["a"], cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(SequenceSide.Right, new[] { 7, 8, 0 })]
    [InlineData(SequenceSide.Left, new[] { 0, 7, 8 })]
    public void Rows_are_padded_in_place(SequenceSide side, int[] expected)
    {
        int[] row = [7, 8, 9];
        TokenPadding.Fill(row.AsSpan(0, 2), row, 0, side);
        Assert.Equal(expected, row);
        Assert.Throws<ArgumentException>(() => TokenPadding.Fill([1, 2], new int[1], 0, side));
        Assert.Equal((16, 8, 5), (TokenPadding.RoundUp(9, 8), TokenPadding.RoundUp(8, 8), TokenPadding.RoundUp(5, null)));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
