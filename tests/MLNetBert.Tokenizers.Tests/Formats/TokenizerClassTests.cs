using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// Which class a folder's tokenizer is. The order is AutoTokenizer's (transformers 5 (f2dd049), models/auto/tokenization_auto.py, from_pretrained):
/// "tokenizer_config_class is not None", then "getattr(config, "tokenizer_class", None)", then the class that belongs to "model_type".
/// </summary>
public sealed class TokenizerClassTests : IDisposable
{
    private readonly HubFolder _folder = HubFolder.Bert();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "FunnelTokenizerFast"}""", "tokenizer_config.json: tokenizer_class is FunnelTokenizer, which is not supported from vocab.txt alone; put the model's tokenizer.json beside it.")]
    [InlineData("config.json", """{"tokenizer_class": "MyTokenizer"}""", "config.json: tokenizer_class is MyTokenizer, which is not supported from vocab.txt alone; put the model's tokenizer.json beside it.")]
    [InlineData("config.json", """{"model_type": "roformer"}""", "config.json: model_type is roformer, whose tokenizer is RoFormerTokenizer, which is not supported from vocab.txt alone; put the model's tokenizer.json beside it.")]
    [InlineData("config.json", """{"model_type": "roberta"}""", "config.json: model_type is roberta, whose tokenizer is RobertaTokenizer, which reads vocab.json, but there is only vocab.txt; put the model's tokenizer.json beside it.")]
    [InlineData("config.json", """{"tokenizer_class": "XLMRobertaTokenizer"}""", "config.json: tokenizer_class is XLMRobertaTokenizer, which reads a SentencePiece model, but there is only vocab.txt; put the model's tokenizer.json beside it.")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "PreTrainedTokenizerFast"}""", "tokenizer_config.json: tokenizer_class is PreTrainedTokenizer, which reads only a tokenizer.json; put the model's tokenizer.json beside it.")]
    public void A_class_that_is_not_known_is_refused_by_name(string file, string content, string message)
    {
        _folder.Write(file, content);
        Assert.Equal(message, _folder.Refusal());

        // A tokenizer.json says all that the class would.
        _folder.Write("tokenizer.json", HubFolder.Reference("bert-base-uncased").ToJsonString());
        Assert.Equal([101, 7592, 102], _folder.Ids("Hello"));
    }

    [Fact]
    public void The_sources_are_asked_in_order()
    {
        _folder.Write("config.json", """{"model_type": "roformer"}""");
        Assert.Contains("RoFormerTokenizer", _folder.Refusal());
        _folder.Write("config.json", """{"model_type": "roformer", "tokenizer_class": "FunnelTokenizer"}""");
        Assert.Contains("FunnelTokenizer", _folder.Refusal());
        _folder.Write("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer"}""");
        Assert.Equal([101, 7592, 102], _folder.Ids("Hello"));
        Assert.Contains(new ModelFact("tokenizer class", "BertTokenizer", $"{_folder.At("tokenizer_config.json")}: tokenizer_class"), _folder.Open().Description);
    }

    [Theory]
    [InlineData("distilbert")]
    [InlineData("electra")]
    [InlineData("bert")]
    public void A_model_type_whose_tokenizer_is_Berts_reads_its_vocabulary(string type)
    {
        _folder.Write("config.json", $$"""{"model_type": "{{type}}"}""");
        Assert.Equal([101, 7592, 102], _folder.Ids("Hello"));
        Assert.Empty(_folder.Open().Warnings);
    }

    [Fact]
    public void A_model_type_that_is_not_known_is_noted()
    {
        _folder.Write("config.json", """{"model_type": "my_bert"}""");
        Assert.Equal([101, 7592, 102], _folder.Ids("Hello"));
        Assert.Equal([$"{_folder.At("config.json")}: model_type is my_bert, whose tokenizer is not known; vocab.txt is read as BertTokenizer's, since no tokenizer_class says otherwise."], _folder.Open().Warnings);
        _folder.Write("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer"}""");
        Assert.Empty(_folder.Open().Warnings);
    }

    [Fact]
    public void Lower_casing_is_the_configurations_if_only_the_model_type_names_the_class()
    {
        _folder.Write("tokenizer.json", HubFolder.Reference("bert-base-uncased").ToJsonString()).Write("tokenizer_config.json", """{"do_lower_case": false}""");
        Assert.Equal([101, 7592, 102], _folder.Ids("Hello"));
        _folder.Write("config.json", """{"model_type": "bert"}""");
        JsonObject json = HubFolder.Reference("bert-base-uncased");
        json["normalizer"]!["lowercase"] = false;
        _folder.IsLike(json, "Hello World", "hello world");
    }

    [Theory]
    [InlineData("sudachi")]
    [InlineData("jumanpp")]
    public void Japanese_words_are_cut_by_MeCab_or_not_at_all(string kind)
    {
        _folder.Write("config.json", """{"tokenizer_class": "BertJapaneseTokenizer"}""").Write("tokenizer_config.json", $$"""{"word_tokenizer_type": "{{kind}}"}""");
        string message = $"tokenizer_config.json: word_tokenizer_type is \"{kind}\", which is not supported; use \"mecab\" or \"basic\".";
        Assert.Equal(message, _folder.Refusal());
        File.Delete(_folder.At("config.json"));
        Assert.Equal(message, _folder.Refusal());
    }

    // transformers 5 (f2dd049), models/bert_japanese/tokenization_bert_japanese.py: do_lower_case is false unless a file says otherwise.
    [Fact]
    public void Japanese_can_be_named_in_the_models_configuration()
    {
        _folder.Write("config.json", """{"tokenizer_class": "BertJapaneseTokenizer"}""");
        Assert.Equal("BertJapaneseTokenizer", Assert.Single(_folder.Open().Description, fact => fact.Name == "tokenizer class").Value);
        Assert.Equal([101, 100, 102], _folder.Ids("Hello"));
    }
}
