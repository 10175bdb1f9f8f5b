using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>Prompts and truncated vectors in FeaturizeBert, and in what it saves.</summary>
public sealed class PromptStageTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = TinyModel.Folder("tiny-bert");

    public PromptStageTests() => File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"), """{"prompts": {"query": "hello ", "document": "world "}, "default_prompt_name": "document", "truncate_dim": 12}""");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_stage_has_prompt_size_and_slot_names_and_saves_them()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        using var model = BertModel.Open(_folder);
        foreach (BertFeaturizingOptions options in (BertFeaturizingOptions[])
        [
            new() { InputColumnName = "Text" },
            new() { InputColumnName = "Text", PromptName = "query", TruncateDim = 40, Pooling = TokenPooling.Parse("cls+mean") },
            new() { InputColumnName = "Text", Prompt = "", TruncateDim = 32 },
        ])
        {
            BertFeaturizingTransformer stage = _ml.Transforms.Text.FeaturizeBert(options, model).Fit(data);
            string prompt = options.Prompt ?? (options.PromptName == "query" ? "hello " : "world ");
            int size = options.TruncateDim ?? 12;
            float[][] features = Features(stage, data);
            BertFeaturizer plain = new(model, new FeaturizerOptions { Prompt = "", TruncateDim = size, Pooling = options.Pooling });
            Assert.Equal(plain.Featurize([.. Texts.Rows(20).Select(row => prompt + row.Text)]), features);
            Assert.Equal(size, features[0].Length);

            using var saved = new MemoryStream();
            _ml.Model.Save(stage, data.Schema, saved);
            ITransformer loaded = new MLContext().Model.Load(saved, out DataViewSchema schema);
            Assert.Equal(features, Features(loaded, data));
            BertFeaturizer again = Assert.IsType<BertFeaturizingTransformer>(loaded as BertFeaturizingTransformer ?? Assert.Single((IEnumerable<ITransformer>)loaded)).Featurizer;
            Assert.Equal(("hello ", prompt, size), (again.Query("x").Prompt, again.Prompt, again.Dimension));
            VBuffer<ReadOnlyMemory<char>> names = default;
            loaded.GetOutputSchema(schema)["Features"].GetSlotNames(ref names);
            string[] whole = options.Pooling == null ? [.. Enumerable.Range(0, 32).Select(i => $"mean.{i}")] : [.. Enumerable.Range(0, 32).Select(i => $"cls.{i}"), .. Enumerable.Range(0, 32).Select(i => $"mean.{i}")];
            Assert.Equal(whole.Take(size), names.DenseValues().Select(name => name.ToString()));
        }
    }

    // The separate stages, without padding, give FeaturizeBert's bits: prompt and size too, before and after saving.
    [Fact]
    public void The_separate_stages_have_them_too_and_save_them()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(10));
        using var model = BertModel.Open(_folder);
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        foreach ((string? name, int? size) in (ReadOnlySpan<(string?, int?)>)[(null, null), ("query", 5), ("document", 32)])
        {
            ITransformer stages = text.TokenizeBert(new BertTokenizingOptions { InputColumnName = "Text", PromptName = name }, model)
                .Append(text.ApplyBertModel(model)).Append(text.PoolTokens(new TokenPoolingOptions { TruncateDim = size }, model)).Fit(data);
            float[][] expected = Features(text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", PromptName = name, TruncateDim = size }, model).Fit(data), data);
            Assert.Equal(expected, Features(stages, data));
            Assert.Equal(size ?? 12, expected[0].Length);
            using var saved = new MemoryStream();
            _ml.Model.Save(stages, data.Schema, saved);
            ITransformer loaded = new MLContext().Model.Load(saved, out DataViewSchema schema);
            Assert.Equal(expected, Features(loaded, data));
            VBuffer<ReadOnlyMemory<char>> names = default;
            loaded.GetOutputSchema(schema)["Features"].GetSlotNames(ref names);
            Assert.Equal(Enumerable.Range(0, size ?? 12).Select(i => $"mean.{i}"), names.DenseValues().Select(slot => slot.ToString()));
        }
    }

    [Fact]
    public void What_the_separate_stages_cannot_do_is_refused()
    {
        using var whole = BertModel.Open(_folder);
        Assert.StartsWith("The vectors have 32 values, so they cannot be cut to 33; choose 1 to 32.", Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions { TruncateDim = 33 }, whole)).Message);
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, "1_Pooling", "config.json"), """{"pooling_mode": "mean", "include_prompt": false}""");
        using var model = BertModel.Open(_folder);
        Assert.Equal($"{_folder} pools texts without the tokens of their prompt (include_prompt is false), which separate stages cannot know; use FeaturizeBert, or an empty Prompt.",
            Assert.Throws<BadInputException>(() => _ml.Transforms.Text.TokenizeBert("Text", model)).Message);
        Assert.NotNull(_ml.Transforms.Text.TokenizeBert(new BertTokenizingOptions { InputColumnName = "Text", Prompt = "" }, model));
    }

    private static float[][] Features(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];
}
