using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace MLNetBert.StageTests;

/// <summary>The version that every saved stage bears: a newer format is refused, the same and older ones load.</summary>
public class FormatVersionTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("BERTFEAT", "FeaturizeBert", "1.6")]
    [InlineData("BERTSCOR", "ScoreBert", "1.4")]
    [InlineData("BERTTOKN", "TokenizeBert", "1.3")]
    [InlineData("BERTPADT", "PadTokens", "1.1")]
    [InlineData("BERTPOOL", "PoolTokens", "1.2")]
    [InlineData("BERTLAYR", "TokenLayer", "1.1")]
    [InlineData("PRIORCOR", "CorrectPrior", "1.1")]
    public void A_newer_format_is_refused_with_both_versions(string signature, string stage, string newest)
    {
        byte[] saved = Save(stage);

        var error = (BadInputException)Assert.ThrowsAny<Exception>(() => _ml.Model.Load(new MemoryStream(Patch(saved, signature, 0x00020003, 0x00020001)), out _)).GetBaseException();
        Assert.Equal($"The saved pipeline's stage {stage} has format 2.3, but this version of MLNetBert reads formats up to {newest}; update MLNetBert, or save the pipeline again with this version.", error.Message);
        Assert.Equal("saved.version", error.Code);
    }

    [Theory]
    [InlineData("BERTFEAT", "FeaturizeBert", 0x00010003)]
    [InlineData("BERTSCOR", "ScoreBert", 0x00010003)]
    [InlineData("BERTTOKN", "TokenizeBert", 0x00010003)]
    [InlineData("BERTPADT", "PadTokens", 0x00010001)]
    [InlineData("BERTPOOL", "PoolTokens", 0x00010001)]
    [InlineData("BERTLAYR", "TokenLayer", 0x00010001)]
    [InlineData("PRIORCOR", "CorrectPrior", 0x00010001)]
    public void A_newer_writer_that_this_reader_can_follow_loads(string signature, string stage, uint readable)
        => Assert.NotNull(_ml.Model.Load(new MemoryStream(Patch(Save(stage), signature, 0x00010009, readable)), out _));

    private byte[] Save(string stage)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        BertModel model = TinyModel.Bert;
        IEstimator<ITransformer> tokens = text.TokenizeBert("Text", model);
        IEstimator<ITransformer> estimator = stage switch
        {
            "FeaturizeBert" => text.FeaturizeBert("Features", "Text", model),
            "ScoreBert" => text.ScoreBert("Text", TinyModel.Head(3)),
            "TokenizeBert" => tokens,
            "PadTokens" => tokens.Append(text.PadTokens(8, model)),
            "CorrectPrior" => _ml.MulticlassClassification.CorrectPrior([0.3, 0.3, 0.4], [0.6, 0.3, 0.1], "Vector"),
            "PoolTokens" => tokens.Append(text.ApplyBertModel(model)).Append(text.PoolTokens("Features", model)),
            _ => tokens.Append(text.ApplyBertModel(model)).Append(text.ApplyMaskedSoftmax("Features", "last_hidden_state", model.HiddenSize)),
        };
        using var saved = new MemoryStream();
        _ml.Model.Save(estimator.Fit(data), data.Schema, saved);
        return saved.ToArray();
    }

    /// <summary>Changes the two versions behind a stage's signature: that of the writer, and that of the reader it asks for.</summary>
    private static byte[] Patch(byte[] saved, string signature, uint written, uint readable)
    {
        using var result = new MemoryStream();
        int patched = 0;
        using (var from = new ZipArchive(new MemoryStream(saved)))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using var content = new MemoryStream();
                using (Stream source = entry.Open())
                    source.CopyTo(content);
                byte[] bytes = content.ToArray();
                int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(signature));
                if (at >= 0)
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(at + 8), written);
                    BitConverter.TryWriteBytes(bytes.AsSpan(at + 12), readable);
                    patched++;
                }

                using Stream target = to.CreateEntry(entry.FullName).Open();
                target.Write(bytes);
            }
        }

        Assert.Equal(1, patched);
        return result.ToArray();
    }
}
