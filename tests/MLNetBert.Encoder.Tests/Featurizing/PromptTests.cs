namespace MLNetBert.Tests;

/// <summary>
/// Prompts of sentence-transformers 5.7 (base/model.py, _resolve_prompt; base/modality.py, prepend_prompt_to_texts: "For text pairs, prepends only
/// to the first text"; sentence_transformer/modules/pooling.py, _exclude_prompt_from_mask).
/// </summary>
public sealed class PromptTests : IDisposable
{
    private const string Text = "the quick brown fox", Prompts = """{"prompts": {"query": "search world: ", "document": "", "passage": "hello "}, "default_prompt_name": "query"}""";

    private readonly SentenceFolder _folder = new SentenceFolder().Prompts(Prompts);
    private readonly Lazy<BertModel> _model;

    public PromptTests() => _model = new(_folder.Open);

    private BertModel Model => _model.Value;

    public void Dispose()
    {
        if (_model.IsValueCreated)
            _model.Value.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_default_prompt_is_put_in_front_unless_another_is_given()
    {
        BertFeaturizer usual = new(Model), none = new(Model, new FeaturizerOptions { Prompt = "" }), passage = new(Model, new FeaturizerOptions { PromptName = "passage" }), own = new(Model, new FeaturizerOptions { Prompt = "a b " });
        Assert.Equal(("search world: ", "", "hello ", "a b "), (usual.Prompt, none.Prompt, passage.Prompt, own.Prompt));
        Assert.Equal(none.Featurize("search world: " + Text), usual.Featurize(Text));
        Assert.Equal(none.Featurize("hello " + Text), passage.Featurize(Text));
        Assert.Equal(none.Featurize("a b " + Text), own.Featurize(Text));
        Assert.Equal(none.Featurize("search world: " + Text, Text), usual.Featurize(Text, Text));
        Assert.NotEqual(none.Featurize(Text), usual.Featurize(Text));
    }

    [Fact]
    public void A_text_can_have_a_prompt_of_its_own()
    {
        BertFeaturizer usual = new(Model), none = new(Model, new FeaturizerOptions { Prompt = "" });
        Assert.Equal(none.Featurize("search world: " + Text), usual.Featurize(usual.Query(Text)));
        Assert.Equal(none.Featurize(Text), usual.Featurize(usual.Document(Text)));
        Assert.Equal(none.Featurize("x " + Text), usual.Featurize(new TextInput(Text) { Prompt = "x " }));
        float[][] stream = [.. usual.FeaturizeStream((string[])["", "x ", "search world: "], prompt => new TextInput(Text) { Prompt = prompt }).Select(row => row.Features.ToArray())];
        Assert.Equal([none.Featurize(Text), none.Featurize("x " + Text), usual.Featurize(Text)], stream);
    }

    // prompt_length = tokens of the prompt alone, "excluding any trailing special token": [CLS] and the prompt's own.
    [Theory]
    [InlineData("mean")]
    [InlineData("cls")]
    [InlineData("max")]
    [InlineData("weightedmean")]
    [InlineData("mean_sqrt_len_tokens")]
    [InlineData("lasttoken")]
    public void Without_include_prompt_its_tokens_are_not_pooled(string mode)
    {
        _folder.Pooling(mode, ", \"include_prompt\": false");
        int[] ids = [.. Model.Tokenizer.Encode("search world: " + Text).Ids];
        int skip = Model.Tokenizer.Encode("search world: ").Ids.Length - 1;
        BertOutput output = Model.Run(ids, default, default, 1, ids.Length);
        float[] tokens = output.TokenVectors.ToArray();
        float[] expected = [.. Enumerable.Range(0, 32).Select(dimension => (float)Pool(mode, [.. Enumerable.Range(0, ids.Length).Select(token => (double)tokens[(token * 32) + dimension])], skip))];
        BertFeaturizer featurizer = new(Model);
        Assert.Equal(expected, featurizer.Featurize(Text), (x, y) => Math.Abs(x - y) <= 1e-6 * Math.Max(1, Math.Abs(x)));
        Assert.False(Model.IncludesPrompt);

        // Equal tokens with and without a prompt are two texts; and so in any company.
        float[][] together = [.. featurizer.FeaturizeStream((string[])["search world: ", ""], prompt => new TextInput(prompt.Length == 0 ? "search world: " + Text : Text) { Prompt = prompt }).Select(row => row.Features.ToArray())];
        Assert.Equal(featurizer.Featurize(Text), together[0]);
        Assert.Equal(new BertFeaturizer(Model, new FeaturizerOptions { Prompt = "" }).Featurize("search world: " + Text), together[1]);
        if (mode != "lasttoken")
            Assert.NotEqual(together[0], together[1]);
    }

    [Fact]
    public void A_name_that_the_folder_does_not_have_is_refused()
    {
        Assert.Equal("The prompt 'x' is unknown; choose from query, document, passage.", Assert.Throws<BadInputException>(() => new BertFeaturizer(Model, new FeaturizerOptions { PromptName = "x" })).Message);
        _folder.Prompts("""{"prompts": {}, "default_prompt_name": "x"}""");
        Assert.EndsWith("config_sentence_transformers.json: default_prompt_name is \"x\", which prompts does not have; correct it, or fetch the file again.", Assert.Throws<BadInputException>(() => _folder.Open()).Message);

        // sentence-transformers always has query and document, empty unless the file says otherwise.
        _folder.Prompts("""{"default_prompt_name": "document"}""");
        using BertModel plain = _folder.Open();
        Assert.Equal("", new BertFeaturizer(plain).Prompt);
    }

    [Fact]
    public void Prompts_are_shown_and_are_part_of_the_fingerprint()
    {
        Assert.Contains(new ModelFact("prompt query", "\"search world: \"", "config_sentence_transformers.json: prompts.query"), Model.Description);
        Assert.Contains(new ModelFact("default prompt", "query", "config_sentence_transformers.json: default_prompt_name"), Model.Description);
        Assert.NotEqual(new BertFeaturizer(Model).Fingerprint, new BertFeaturizer(Model, new FeaturizerOptions { Prompt = "" }).Fingerprint);
        Assert.Equal(new BertFeaturizer(Model).Fingerprint, new BertFeaturizer(Model, new FeaturizerOptions { PromptName = "query" }).Fingerprint);
    }

    private static double Pool(string mode, double[] values, int skip)
    {
        double[] kept = values[skip..];
        return mode switch
        {
            "mean" => kept.Sum() / kept.Length,
            "mean_sqrt_len_tokens" => kept.Sum() / Math.Sqrt(kept.Length),
            "max" => kept.Max(),
            "cls" => kept[0],
            "lasttoken" => kept[^1],
            _ => kept.Select((value, i) => value * (skip + i + 1)).Sum() / kept.Select((_, i) => skip + i + 1).Sum(),
        };
    }
}
