using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// The case people write about: the CLS vector of こんにちは alone, and in a batch beside longer sentences. A folder with the Japanese
/// tokenizer (MeCab, then characters) and a small BERT.
/// </summary>
public sealed class JapanesePaddingTests : IDisposable
{
    private static readonly string[] Sentences = ["こんにちは", "東京は日本の首都です。", "吾輩は猫である。名前はまだ無い。", "国境の長いトンネルを抜けると雪国であった。"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-japanese-").FullName;

    public JapanesePaddingTests()
    {
        foreach (string file in Directory.GetFiles(ReferenceModels.Path("tiny-tokenizers", "japanese")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));

        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path("tiny-bert", file), Path.Combine(_folder, file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cls_of_a_greeting_is_the_same_bits_alone_beside_longer_sentences_and_padded()
    {
        using var model = BertModel.Open(_folder);
        var featurizer = new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse("cls"), Normalize = false });
        float[] alone = featurizer.Featurize(Sentences[0]);

        float[][] together = featurizer.Featurize(Sentences);
        Assert.Equal(alone, together[0]);
        Assert.NotEqual(alone, together[1]);

        // Padded by hand to the longest, with the mask.
        TokenEncoding[] padded = model.Tokenizer.EncodeBatch(Sentences, options: new EncodeOptions { Padding = PaddingStrategy.Longest });
        int length = padded[0].Ids.Length;
        Assert.True(padded[0].AttentionMask.Sum() < length);
        BertOutput output = model.Run(
            [.. padded.SelectMany(e => e.Ids)],
            [.. padded.SelectMany(e => e.AttentionMask)],
            [.. padded.SelectMany(e => e.TypeIds)],
            Sentences.Length,
            length);
        Assert.Equal(alone, output.TokenVectors[..model.HiddenSize].ToArray());
    }

    // What PyTorch does with the same encoder, in its own numbers: close, and not the same.
    [Fact]
    public void PyTorchs_cls_moves_when_a_row_is_padded()
    {
        Dictionary<string, NpyArray> alone = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "alone.npz"));
        NpyArray batch = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "batch_all.npz"))["last_hidden_state"];
        double greatest = Enumerable.Range(0, 12).Max(row => Enumerable.Range(0, 32).Max(d =>
            Math.Abs((double)alone[$"s{row:00}.last_hidden_state"].Floats[d] - batch.Floats[(row * 40 * 32) + d])));
        Assert.InRange(greatest, 1e-8, 1e-5);
    }
}
