using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>A folder with a tiny model and a tokenizer that fits takes text all the way through, whatever the family.</summary>
public sealed class WholeFolderTests : IDisposable
{
    private static readonly string[] Texts = ["hello world", "", "The quick brown fox jumps over the lazy dog, twice!", "Ünïcödé 猫 🐟", "a"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tiny-bert", "wordpiece")]
    [InlineData("tiny-distilbert", "wordpiece")]
    [InlineData("tiny-electra", "wordpiece")]
    [InlineData("tiny-roberta", "bpe")]
    [InlineData("tiny-xlm-roberta", "bpe")]
    [InlineData("tiny-albert", "unigram")]
    public void Text_runs_as_its_ids_do(string model, string tokenizer)
    {
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", tokenizer)))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path(model, file), Path.Combine(_folder, file));

        using var bert = BertModel.Open(_folder);
        Assert.Equal((40, 40, 1024), (bert.MaxLength, bert.MaxPositions, bert.VocabularySize));
        Assert.Empty(bert.Warnings);
        BertFeaturizer featurizer = new(bert, new FeaturizerOptions { Pooling = PoolingMode.None });
        Assert.Equal(Texts.Length, featurizer.FeaturizeStream(Texts).Count());
        foreach (FeaturizedRow<string> row in featurizer.FeaturizeStream(Texts))
        {
            TokenEncoding encoding = bert.Tokenizer.Encode(row.Item);
            BertOutput output = bert.Run(encoding.Ids, encoding.AttentionMask, encoding.TypeIds, 1, encoding.Ids.Length);
            Assert.Equal(output.TokenVectors.ToArray(), row.Features.ToArray());
        }
    }
}
