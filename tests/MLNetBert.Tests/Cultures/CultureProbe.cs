using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.Cultures;

/// <summary>Run as a process of its own under a culture: saves pipelines or loads them, and writes down all that came of it, which must be the same under each.</summary>
internal static class CultureProbe
{
    private static readonly MLContext ML = new(seed: 1);

    public static void Save(string folder, int pipelines)
    {
        IDataView data = Data();
        foreach ((string name, IEstimator<ITransformer> estimator) in Pipelines().Take(pipelines))
        {
            string file = Path.Combine(folder, $"{name}.zip");
            ITransformer fitted = estimator.Fit(data);
            ML.Model.Save(fitted, data.Schema, file);
            Describe(name, fitted, data);
            using ZipArchive zip = ZipFile.OpenRead(file);
            foreach (ZipArchiveEntry entry in zip.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
                Write($"{entry.FullName}: {Hash(entry)}");
        }

        Messages();
    }

    public static void Load(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*.zip").Order(StringComparer.Ordinal))
            Describe(Path.GetFileNameWithoutExtension(file), ML.Model.Load(file, out _), Data());
    }

    private static IDataView Data() => ML.Data.LoadFromEnumerable(Texts.Rows(12));

    private static IEnumerable<(string, IEstimator<ITransformer>)> Pipelines()
    {
        TransformsCatalog.TextTransforms text = ML.Transforms.Text;
        foreach (string layers in (string[])["concatenate(-2,-1)", "average(-1,-2)", "-2"])
            yield return (layers, text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", HiddenLayer = HiddenLayers.Parse(layers), Pooling = TokenPooling.Parse("cls+mean") }, TinyModel.Bert));
        var last = BertModel.Open(TinyModel.Bert.Folder, new() { HiddenLayer = HiddenLayers.Concatenate(-1, -2) });
        yield return ("stages", text.TokenizeBert("Text", last).Append(text.PadTokens(12, last)).Append(text.ApplyBertModel(last, 12)).Append(text.PoolTokens("Features", last)));
        float[] query = new float[TinyModel.Bert.HiddenSize];
        query.AsSpan().Fill(-0.25f);
        yield return ("layers", text.TokenizeBert("Text", TinyModel.Bert).Append(text.ApplyBertModel(TinyModel.Bert)).Append(text.ApplyAttentionPooling(new AttentionPoolingOptions { Query = query })));
    }

    private static void Describe(string name, ITransformer transformer, IDataView data)
    {
        IDataView view = transformer.Transform(data);
        DataViewSchema.Column features = view.Schema["Features"];
        VBuffer<ReadOnlyMemory<char>> slots = default;
        features.GetSlotNames(ref slots);
        Write($"{name}: {features.Type}, {string.Join(' ', slots.DenseValues())}");
        foreach (float[] row in view.GetColumn<float[]>("Features"))
            Write(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(row)));
        if (transformer is BertFeaturizingTransformer { Featurizer: { } featurizer })
            Write($"{featurizer.Model.HiddenLayer} {featurizer.Model.Fingerprint} {featurizer.Fingerprint}");
    }

    /// <summary>Messages with negative numbers in them.</summary>
    private static void Messages()
    {
        foreach (Action action in (Action[])
        [
            () => TinyModel.Bert.WithHiddenLayer(-99),
            () => TinyModel.Bert.Run([-5, 7], default, default, 1, 2),
            () => ML.Transforms.Text.PadTokens(-3, TinyModel.Bert),
            () => ML.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { MemoCapacity = -4 }, TinyModel.Bert),
            () => ML.Data.AddBalancedWeights(ML.Data.LoadFromEnumerable(new[] { new { Label = -2.5f } })),
        ])
        {
            Write(Assert.ThrowsAny<Exception>(action).Message.ReplaceLineEndings(" ").Replace(TinyModel.Bert.Folder, "FOLDER", StringComparison.Ordinal));
        }

        foreach (ModelFact fact in TinyModel.Bert.Description)
            Write($"{fact.Name}: {fact.Value.Replace(TinyModel.Bert.Folder, "FOLDER", StringComparison.Ordinal)} ({fact.Source})");
    }

    private static string Hash(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        return Convert.ToHexString(SHA256.HashData(content));
    }

    private static void Write(string line) => Console.OpenStandardOutput().Write(Encoding.UTF8.GetBytes(line + "\n"));
}
