namespace MLNetBert.Tests;

/// <summary>
/// Where sentence-transformers keeps its files (5.7, base/modules/transformer.py, load_config: config_filenames; base/model.py: each module's path).
/// </summary>
public sealed class SentenceFolderTests
{
    [Theory]
    [InlineData("", "onnx/model.onnx")]
    [InlineData("0_Transformer", "model.onnx")]
    [InlineData("0_Transformer", "onnx/model.onnx")]
    [InlineData("0_Transformer", "0_Transformer/model.onnx")]
    [InlineData("0_BERT", "0_BERT/onnx/model.onnx")]
    public void The_Transformer_module_may_have_a_folder_of_its_own(string transformer, string onnx)
    {
        using SentenceFolder folder = new(transformer, onnx), plain = new();
        folder.Write(Path.Combine(transformer, "sentence_bert_config.json"), """{"max_seq_length": 17}""").Pooling("max");
        plain.Write("sentence_bert_config.json", """{"max_seq_length": 17}""").Pooling("max");
        using BertModel model = folder.Open(), same = plain.Open();
        Assert.Equal(("max", 17, 1024), (model.DefaultPooling.ToString(), model.MaxLength, model.Tokenizer.VocabularySize));
        Assert.Equal(new BertFeaturizer(same).Featurize("hello world"), new BertFeaturizer(model).Featurize("hello world"));
        Assert.Equal(folder.At(onnx), model.ModelFile);
        Assert.Empty(model.Warnings);
        Assert.Contains(model.Fingerprint.Parts, part => part.Key == $"file {(transformer.Length == 0 ? "" : transformer + "/")}sentence_bert_config.json");

        // By its graph alone it is the same folder.
        using var file = BertModel.Open(folder.At(onnx));
        Assert.Equal(("max", 17), (file.DefaultPooling.ToString(), file.MaxLength));
    }

    [Theory]
    [InlineData("sentence_bert_config.json")]
    [InlineData("sentence_roberta_config.json")]
    [InlineData("sentence_distilbert_config.json")]
    [InlineData("sentence_camembert_config.json")]
    [InlineData("sentence_albert_config.json")]
    [InlineData("sentence_xlm-roberta_config.json")]
    [InlineData("sentence_xlnet_config.json")]
    public void Its_settings_had_several_names(string name)
    {
        using SentenceFolder folder = new();
        folder.Write(name, """{"max_seq_length": 19, "do_lower_case": false}""");
        using BertModel model = folder.Open();
        Assert.Equal(19, model.MaxLength);
        Assert.EndsWith($"{name}: max_seq_length", model.Limits.Default.Source);
    }

    [Fact]
    public void Of_several_names_the_newest_counts()
    {
        using SentenceFolder folder = new();
        folder.Write("sentence_roberta_config.json", """{"max_seq_length": 19}""").Write("sentence_bert_config.json", """{"max_seq_length": 21}""");
        using BertModel model = folder.Open();
        Assert.Equal(21, model.MaxLength);
    }

    [Theory]
    [InlineData("embedding_dimension")]
    [InlineData("word_embedding_dimension")]
    public void The_size_of_a_token_has_two_names(string key)
    {
        using SentenceFolder folder = new();
        folder.Write("1_Pooling/config.json", $$"""{"{{key}}": 33, "pooling_mode": "mean"}""");
        Assert.Contains($"{key} is 33", Assert.Throws<BadInputException>(() => folder.Open()).Message);
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/etc")]
    public void A_path_that_leads_out_of_the_folder_is_refused(string path)
    {
        using SentenceFolder folder = new();
        folder.Write("modules.json", SentenceFolder.Modules.Replace("TRANSFORMER", path, StringComparison.Ordinal));
        Assert.EndsWith($"modules.json: [0].path is \"{path}\", which leads out of the model folder; correct it, or fetch the file again.", Assert.Throws<BadInputException>(() => folder.Open()).Message);
    }

    [Fact]
    public void Nor_may_that_of_the_pooling_lead_out_or_be_no_path()
    {
        using SentenceFolder folder = new();
        folder.Write("modules.json", SentenceFolder.Modules.Replace("TRANSFORMER", "", StringComparison.Ordinal).Replace("1_Pooling", "../1_Pooling", StringComparison.Ordinal));
        Assert.Contains("modules.json: [1].path is \"../1_Pooling\", which leads out of the model folder", Assert.Throws<BadInputException>(() => folder.Open()).Message);
        folder.Write("modules.json", SentenceFolder.Modules.Replace("TRANSFORMER", "a\\u0000b", StringComparison.Ordinal));
        Assert.Contains("modules.json: [0].path holds a character that no path can have", Assert.Throws<BadInputException>(() => folder.Open()).Message);
    }

    [Fact]
    public void Dropout_says_nothing_to_those_who_do_not_train()
    {
        using SentenceFolder folder = new();
        folder.Write("modules.json", SentenceFolder.Modules.Replace("TRANSFORMER", "", StringComparison.Ordinal).TrimEnd()[..^1] + """, {"idx": 2, "name": "2", "path": "2_Dropout", "type": "sentence_transformers.models.Dropout"}]""");
        using BertModel model = folder.Open();
        Assert.Empty(model.Warnings);
        Assert.Contains(new ModelFact("modules", "Transformer, Pooling, Dropout", "modules.json"), model.Description);
    }

    [Fact]
    public void The_folder_onnx_has_the_settings_of_the_folder_above()
    {
        using SentenceFolder folder = new("", "onnx/model.onnx");
        folder.Pooling("max");
        using var model = BertModel.Open(folder.At("onnx"));
        Assert.Equal("max", model.DefaultPooling.ToString());
        Assert.Equal(folder.Path, model.Folder);
        Assert.Equal([$"{folder.At("onnx")} has only the graph; the tokenizer and the settings are those of {folder.Path}."], model.Warnings);
        using BertModel same = folder.Open();
        Assert.Equal(new BertFeaturizer(same).Featurize("hello world"), new BertFeaturizer(model).Featurize("hello world"));
    }
}
