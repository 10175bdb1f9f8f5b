namespace MLNetBert.Tests.Modules;

/// <summary>Modules that do not fit, lack a file, or ask for what is not known here: a sentence that names file, key and what to do.</summary>
public sealed class WrongModuleTests : IDisposable
{
    private const string Dense = """{"in_features": 32, "out_features": 12, "bias": true, "activation_function": "torch.nn.modules.activation.Tanh"}""";

    private readonly SentenceFolder _folder = new SentenceFolder().DenseAndNorm();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("torch.nn.modules.activation.Tanh", "torch.nn.modules.activation.PReLU", "activation_function is \"torch.nn.modules.activation.PReLU\", none of the activation functions that are known here", "config.unsupported")]
    [InlineData("torch.nn.modules.activation.Tanh", "custom.Swish", "activation_function is \"custom.Swish\", none", "config.unsupported")]
    [InlineData("\"torch.nn.modules.activation.Tanh\"", "null", "activation_function must be a string", "config.value")]
    [InlineData("\"in_features\": 32, ", "", "in_features is missing", "config.missing")]
    [InlineData("\"in_features\": 32", "\"in_features\": 0", "in_features must be at least 1", "config.value")]
    [InlineData("\"in_features\": 32", "\"in_features\": 31", "'linear.weight' has the shape [12, 32]; [12, 31] is expected", "layer.weights")]
    [InlineData("\"out_features\": 12", "\"out_features\": 11", "'linear.weight' has the shape [12, 32]; [11, 32] is expected", "layer.weights")]
    [InlineData("\"bias\": true", "\"bias\": false", "it has an array 'linear.bias', which a Dense does not have; linear.weight are expected", "layer.weights")]
    [InlineData("\"bias\": true", "\"bias\": true, \"module_input_name\": \"token_embeddings\"", "module_input_name is \"token_embeddings\"; only sentence_embedding", "config.unsupported")]
    [InlineData("\"bias\": true", "\"bias\": true, \"module_output_name\": \"other\"", "module_output_name is \"other\"; only sentence_embedding", "config.unsupported")]
    public void A_config_that_cannot_be_used(string old, string text, string reason, string code)
    {
        _folder.Write("2_Dense/config.json", Dense.Replace(old, text, StringComparison.Ordinal));
        BadInputException refused = Assert.Throws<BadInputException>(() => _folder.Open());
        Assert.Contains(reason, refused.Message);
        Assert.Equal(code, refused.Code);
        Assert.StartsWith(_folder.At("2_Dense/"), refused.Message);
    }

    [Fact]
    public void Without_weights()
    {
        File.Delete(_folder.At("2_Dense/pytorch_model.bin"));
        Assert.EndsWith($"modules.json: [2].type is a Dense, but {_folder.At("2_Dense")} has neither model.safetensors nor pytorch_model.bin; download its weights.", Assert.Throws<BadInputException>(() => _folder.Open()).Message);
    }

    [Fact]
    public void A_module_that_does_not_fit_the_one_before_it()
    {
        _folder.List("Transformer", "Pooling", "LayerNorm").Write("2_LayerNorm/config.json", """{"dimension": 12}""").Copy("2_LayerNorm/pytorch_model.bin", "norm.bin");
        Assert.Contains("[2].type is a LayerNorm that takes 12 values, but the pooling mean gives 32;", Assert.Throws<BadInputException>(() => _folder.Open()).Message);
        _folder.List("Transformer", "Pooling", "Dense", "Dense").Write("3_Dense/config.json", Dense).Copy("3_Dense/pytorch_model.bin", "dense.bin");
        Assert.Contains("[3].type is a Dense that takes 32 values, but the Dense before it gives 12;", Assert.Throws<BadInputException>(() => _folder.Open()).Message);
    }

    [Fact]
    public void Another_pooling_than_the_folders_must_fit()
    {
        using BertModel model = _folder.Open();
        Assert.Equal(12, new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.Cls }).Dimension);
        BadInputException refused = Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse("cls+mean") }));
        Assert.Contains("[2].type is a Dense that takes 32 values, but the pooling cls+mean gives 64;", refused.Message);
        Assert.Equal("model.module", refused.Code);
    }

    /// <summary>A folder must give what its author meant, or be refused; its token vectors need no modules behind the pooling.</summary>
    [Theory]
    [InlineData("sentence_transformers.models.LSTM")]
    [InlineData("sentence_transformers.models.CNN")]
    [InlineData("sentence_transformers.models.WordWeights")]
    [InlineData("sentence_transformers.base.modules.Router")]
    [InlineData("my_code.Dense")]
    public void A_module_that_is_not_known(string type)
    {
        _folder.Write("modules.json", $$"""
            [{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, {"path": "2_Dense", "type": "{{type}}"}]
            """);
        using BertModel model = _folder.Open();
        BadInputException refused = Assert.Throws<BadInputException>(() => new BertFeaturizer(model));
        Assert.Contains($"modules.json: [2].type is {type}, a module that is not supported, so the vectors would not be those that the model is meant to give;", refused.Message);
        Assert.Equal("model.module", refused.Code);
        Assert.Contains(type, Assert.Single(model.Warnings));
        Assert.Equal(model.Tokenizer.Encode("hello world").Ids.Length * 32, new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.None }).Featurize("hello world").Length);
        using var without = BertModel.Open(_folder.Path, new BertModelOptions { ApplyModules = false });
        Assert.Equal(32, new BertFeaturizer(without).Dimension);
    }

    [Theory]
    [InlineData("sentence_transformers.models.Dense")]
    [InlineData("sentence_transformers.base.modules.Dense")]
    [InlineData("sentence_transformers.base.modules.dense.Dense")]
    [InlineData("sentence_transformers.sentence_transformer.modules.Dense")]
    public void Its_class_had_several_packages(string type)
    {
        _folder.Write("modules.json", $$"""
            [{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, {"path": "2_Dense", "type": "{{type}}"}]
            """);
        using BertModel model = _folder.Open();
        Assert.Equal(["Dense"], model.Modules);
    }

    [Fact]
    public void The_folder_of_a_module_is_inside()
    {
        _folder.Write("modules.json", File.ReadAllText(_folder.At("modules.json")).Replace("2_Dense", "../2_Dense", StringComparison.Ordinal));
        Assert.Contains("[2].path is \"../2_Dense\", which leads out of the model folder", Assert.Throws<BadInputException>(() => _folder.Open()).Message);
    }
}
