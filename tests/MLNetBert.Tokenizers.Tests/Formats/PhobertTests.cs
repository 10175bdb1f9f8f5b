using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// PhobertTokenizer and BertweetTokenizer, which transformers has in Python only (models/phobert/tokenization_phobert.py). Ids by hand, from its
/// rules: encoder = bos 0, pad 1, eos 2, unk 3, then the words of vocab.txt; words = re.findall(r"\S+\n?", text); a word's last character gets
/// "&lt;/w>", the pair of the lowest rank is merged everywhere, again and again, and the pieces are joined by "@@ ".
/// </summary>
public sealed class PhobertTests : IDisposable
{
    // 4: Tôi, 5: l@@, 6: à, 7: sinh_viên, 8: si@@, 9: nh, 10: n@@, 11: h, 12: i@@, 13: x; <mask> is added at the end: 14.
    private const string Vocabulary = "Tôi 10\nl@@ 9\nà 8\nsinh_viên 7\nsi@@ 6\nnh 5\nn@@ 4\nh 3\ni@@ 2\nx 1\n";
    private const string Codes = "T ô 9\nTô i</w> 8\ns i 7\nn h</w> 6\na b 5\n";

    private readonly HubFolder _folder = new HubFolder().Write("vocab.txt", Vocabulary).Write("bpe.codes", Codes).Write("config.json", """{"model_type": "roberta", "tokenizer_class": "PhobertTokenizer"}""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Tôi", new[] { 0, 4, 2 })]
    [InlineData("là", new[] { 0, 5, 6, 2 })]
    [InlineData("sinh", new[] { 0, 8, 9, 2 })]
    [InlineData("  Tôi \t là x ", new[] { 0, 4, 5, 6, 13, 2 })]
    [InlineData("ni", new[] { 0, 10, 3, 2 })] // n@@, and i at a word's end is not in the vocabulary
    [InlineData("z", new[] { 0, 3, 2 })]
    [InlineData("zz", new[] { 0, 3, 3, 2 })]
    [InlineData("x\nx", new[] { 0, 3, 3, 13, 2 })] // the line feed belongs to the word: x@@ and "\n", neither is in the vocabulary
    [InlineData("x \n x", new[] { 0, 13, 13, 2 })]
    [InlineData("ab", new[] { 0, 3, 3, 2 })] // merges know a b, but not a b</w>
    [InlineData("😀x", new[] { 0, 3, 13, 2 })]
    [InlineData("x <mask> x", new[] { 0, 13, 14, 13, 2 })]
    [InlineData("x<mask>x", new[] { 0, 13, 14, 13, 2 })]
    [InlineData("<s></s><pad><unk>", new[] { 0, 0, 2, 1, 3, 2 })]
    [InlineData("", new[] { 0, 2 })]
    public void Ids_are_those_of_its_rules(string text, int[] ids)
    {
        Assert.Equal(ids, _folder.Ids(text));
        List<int> fast = [];
        _folder.Open().EncodeTo(text, int.MaxValue, fast);
        Assert.Equal(ids, fast);
    }

    // build_inputs_with_special_tokens: cls + a + sep + sep + b + sep; create_token_type_ids_from_sequences: all 0.
    [Fact]
    public void Pairs_have_two_separators_and_one_type()
    {
        TokenEncoding pair = _folder.Open().Encode("Tôi", "là");
        Assert.Equal([0, 4, 2, 2, 5, 6, 2], pair.Ids);
        Assert.All(pair.TypeIds, type => Assert.Equal(0, type));
    }

    [Fact]
    public void Decoding_joins_what_goes_on() => Assert.Equal("Tôi là sinh_viên", _folder.Open().Decode([0, 4, 5, 6, 7, 2]));

    // PythonBackend keeps the ids of added_tokens.json, as BERTweet's <mask> has one.
    [Fact]
    public void Added_tokens_keep_the_ids_of_their_file()
    {
        _folder.Write("config.json", """{"model_type": "bertweet"}""").Write("added_tokens.json", """{"<mask>": 20}""");
        Assert.Equal([0, 13, 20, 2], _folder.Ids("x <mask>"));
        Assert.Equal(21, _folder.Open().VocabularySize);
        Assert.Empty(_folder.Open().Warnings);
    }

    // A class in Python reads its own files, even beside the tokenizer.json of somebody's faster class.
    [Fact]
    public void A_tokenizer_json_beside_them_does_not_count()
    {
        _folder.Write("tokenizer.json", HubFolder.Reference("bert-base-uncased").ToJsonString());
        Assert.Equal([0, 4, 2], _folder.Ids("Tôi"));
        File.Delete(_folder.At("bpe.codes"));
        Assert.Equal(101, _folder.Ids("Tôi")[0]);
    }

    [Theory]
    [InlineData("bpe.codes", "T ô\n", "bpe.codes, line 1: \"T ô\" must be two pieces and a count")]
    [InlineData("vocab.txt", "Tôi\n", "vocab.txt, line 1: \"Tôi\" must be a token, a space and its count")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "BertweetTokenizer", "normalization": true}""", "tokenizer_config.json: normalization is true, which replaces names, links and emoji")]
    [InlineData("added_tokens.json", """{"<x>": 2147483647}""", "added_tokens.json: <x> is the id 2147483647, which is too large")]
    [InlineData("tokenizer_config.json", """{"cls_token": "<cls>"}""", "vocab.txt: the vocabulary has no \"<cls>\", which is put around every text")]
    public void What_it_cannot_read_is_named(string file, string content, string message)
    {
        _folder.Write(file, content);
        Assert.StartsWith(message, _folder.Refusal());
    }

    // Their vocab.txt is not BERT's, whatever it lacks, and roberta is what the config.json of the published models says.
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model_type": "roberta"}""")]
    public void The_codes_need_a_class(string config)
    {
        _folder.Write("config.json", config);
        Assert.StartsWith("vocab.txt: there is a bpe.codes beside it, as PhobertTokenizer and BertweetTokenizer have, but no file says which of them it is; name it in tokenizer_config.json as tokenizer_class", _folder.Refusal());
    }

    [Fact]
    public void Missing_codes_are_named()
    {
        File.Delete(_folder.At("bpe.codes"));
        Assert.StartsWith("vocab.txt: there is no bpe.codes beside it, which PhobertTokenizer needs too", _folder.Refusal());
    }
}
