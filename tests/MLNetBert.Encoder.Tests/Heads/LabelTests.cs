namespace MLNetBert.Tests;

/// <summary>
/// Labels as transformers has them: configuration_utils.py, <c>self.id2label = {int(key): value for key, value in self.id2label.items()}</c>, and
/// <c>{i: f"LABEL_{i}" for i in range(num_labels)}</c> if there is none.
/// </summary>
public sealed class LabelTests : IDisposable
{
    private readonly HeadFolder _folder = new(3);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "LABEL_0 LABEL_1 LABEL_2", "the usual; no file says")]
    [InlineData("\"num_labels\": 3", "LABEL_0 LABEL_1 LABEL_2", "the usual; no file says")]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"2\": \"phishing\"}", "ham spam phishing", "config.json: id2label")]
    [InlineData("\"id2label\": {\"2\": \"phishing\", \"0\": \"ham\", \"1\": \"spam\"}", "ham spam phishing", "config.json: id2label")]
    [InlineData("\"id2label\": {\"0\": 1, \"1\": 2, \"2\": 3}", "1 2 3", "config.json: id2label")]
    public void Names_come_in_the_order_of_the_logits(string keys, string labels, string source)
    {
        using BertModel model = _folder.Write(keys).Open();
        Assert.Equal(labels.Split(' '), model.Labels);
        Assert.Contains(new ModelFact("labels", $"3: {labels.Replace(" ", ", ", StringComparison.Ordinal)}", source), model.Description);
        Assert.Empty(model.Warnings);
    }

    [Theory]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\"}", "id2label has 2 labels, but the output logits of MODEL has 3 values for a text; take the files of one model.")]
    [InlineData("\"id2label\": {}", "id2label has 0 labels, but the output logits of MODEL has 3 values for a text; take the files of one model.")]
    [InlineData("\"num_labels\": 2", "num_labels is 2, but the output logits of MODEL has 3 values for a text; take the files of one model.")]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"3\": \"x\"}", "id2label.3 is not the number of one of 3 labels, 0 to 2, each once; correct it, or fetch the file again.")]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"01\": \"x\"}", "id2label.01 is not the number of one of 3 labels, 0 to 2, each once; correct it, or fetch the file again.")]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"two\": \"x\"}", "id2label.two is not the number of one of 3 labels, 0 to 2, each once; correct it, or fetch the file again.")]
    [InlineData("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"2\": null}", "id2label.2 must be a string; correct it, or fetch the file again.")]
    [InlineData("\"id2label\": [\"ham\", \"spam\", \"x\"]", "id2label must be an object; correct it, or fetch the file again.")]
    public void Other_labels_than_the_graphs_are_refused_where_logits_are_asked_for(string keys, string why)
    {
        using BertModel model = _folder.Write(keys).Open();
        string message = $"{_folder.At("config.json")}: {why.Replace("MODEL", _folder.At("model.onnx"), StringComparison.Ordinal)}";
        Assert.Equal(message, Assert.Throws<BadInputException>(() => model.Labels).Message);
        Assert.Equal(message, Assert.Throws<BadInputException>(() => new BertFeaturizer(model)).Message);
        Assert.Contains($"The pooling logits cannot be used: {message}", model.Warnings);
        Assert.DoesNotContain(model.Description, fact => fact.Name == "labels");

        using HeadFolder both = new(3, keep: true);
        using BertModel encoder = both.Write(keys).Open();
        Assert.Equal(HeadFolder.Hidden, new BertFeaturizer(encoder).Dimension);
    }

    // sentence-transformers 5.7.0, cross_encoder/model.py 406-426 and 871-878: config_sentence_transformers.json, then the two keys of config.json. Its Sigmoid is not applied here
    // unless it is asked for.
    [Theory]
    [InlineData("{\"activation_fn\": \"torch.nn.modules.linear.Identity\"}", "\"sentence_transformers\": {\"activation_fn\": \"torch.nn.modules.activation.Sigmoid\"}", "torch.nn.modules.linear.Identity", "config_sentence_transformers.json: activation_fn")]
    [InlineData("{}", "\"sentence_transformers\": {\"activation_fn\": \"torch.nn.modules.activation.Sigmoid\", \"version\": \"5.7.0\"}", "torch.nn.modules.activation.Sigmoid", "config.json: sentence_transformers.activation_fn")]
    [InlineData("{}", "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\", \"sentence_transformers\": {\"activation_fn\": \"torch.nn.modules.activation.Sigmoid\"}", "torch.nn.modules.activation.Sigmoid", "config.json: sentence_transformers.activation_fn")]
    [InlineData("{}", "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\"", "torch.nn.modules.linear.Identity", "config.json: sbert_ce_default_activation_function")]
    [InlineData("{}", "\"sentence_transformers\": true", null, "")]
    public void A_cross_encoders_activation_is_shown_and_not_applied(string sentence, string keys, string? name, string source)
    {
        using BertModel plain = _folder.Open();
        File.WriteAllText(_folder.At("config_sentence_transformers.json"), sentence);
        using BertModel model = _folder.Write($"{keys}, \"problem_type\": \"regression\"").Open();
        Assert.Equal(name == null ? [] : [new ModelFact("activation", $"{name}, applied only when asked for", source)], model.Description.Where(fact => fact.Name == "activation"));
        Assert.Contains(new ModelFact("problem type", "regression", "config.json: problem_type"), model.Description);
        Assert.Equal("regression", model.ProblemType);
        Assert.Equal(new BertFeaturizer(plain).Featurize("hello world"), new BertFeaturizer(model).Featurize("hello world"));
    }

    [Fact]
    public void Many_labels_are_shown_in_part()
    {
        using HeadFolder many = new(25);
        using BertModel model = many.Open();
        Assert.Equal(25, model.Labels!.Count);
        Assert.StartsWith("25: LABEL_0, LABEL_1,", Assert.Single(model.Description, fact => fact.Name == "labels").Value);
        Assert.EndsWith("LABEL_19, ...", Assert.Single(model.Description, fact => fact.Name == "labels").Value);
    }
}
