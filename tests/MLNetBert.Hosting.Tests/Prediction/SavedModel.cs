using Microsoft.ML;
using MLNetBert.Tests;

namespace MLNetBert.HostingTests.Prediction;

/// <summary>A row to score.</summary>
public sealed class Mail
{
    public string Text { get; set; } = "";
}

/// <summary>What is wanted of it.</summary>
public sealed class Vector
{
    public float[] Features { get; set; } = [];
}

/// <summary>Saved models in a folder of their own: one that gives a tiny encoder's vectors by its mean, and one by its first token.</summary>
internal sealed class SavedModel : IDisposable
{
    public static readonly Mail[] Mails = [.. Enumerable.Range(0, 40).Select(i => new Mail { Text = string.Join(' ', Enumerable.Repeat("the quick brown fox", 1 + (i % 7))) + (i % 3 == 0 ? " hello" : " world") })];
    private readonly SentenceFolder _encoder = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetbert-saved-");

    public SavedModel()
    {
        (Mean, ByMean) = Make("mean");
        (Cls, ByCls) = Make("cls");
        File.WriteAllBytes(Path, Mean);
    }

    /// <summary>The file; at first <see cref="Mean"/>.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "model.zip");

    public byte[] Mean { get; }

    public byte[] Cls { get; }

    /// <summary>The vectors of <see cref="Mails"/>, by the encoder alone.</summary>
    public float[][] ByMean { get; }

    public float[][] ByCls { get; }

    /// <summary>Puts another file in its place, as one should: written beside it, and renamed.</summary>
    public void Replace(byte[] model)
    {
        File.WriteAllBytes($"{Path}.new", model);
        File.Move($"{Path}.new", Path, overwrite: true);
    }

    /// <summary>Writes over it in small pieces, as slow copies do; then it is whole.</summary>
    public async Task OverwriteAsync(byte[] model)
    {
        await using FileStream file = new(Path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        foreach (byte[] piece in model.Chunk((model.Length / 12) + 1))
        {
            await file.WriteAsync(piece);
            await Task.Delay(40);
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _folder.Delete(recursive: true);
    }

    private (byte[] Saved, float[][] Vectors) Make(string pooling)
    {
        MLContext ml = new();
        using var model = BertModel.Open(_encoder.Path);
        IDataView rows = ml.Data.LoadFromEnumerable(Mails);
        BertFeaturizingTransformer stage = ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", Pooling = TokenPooling.Parse(pooling) }, model).Fit(rows);
        using MemoryStream saved = new();
        ml.Model.Save(stage, rows.Schema, saved);
        BertFeaturizer alone = new(model, new FeaturizerOptions { Pooling = TokenPooling.Parse(pooling) });
        return (saved.ToArray(), [.. Mails.Select(mail => alone.Featurize(mail.Text))]);
    }
}
