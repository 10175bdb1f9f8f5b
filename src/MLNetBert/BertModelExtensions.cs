using MLNetBert.Encoder.Onnx;

namespace MLNetBert;

/// <summary>What ML.NET's own stages need of a model.</summary>
public static class BertModelExtensions
{
    /// <summary>
    /// Writes the model's ONNX file, whole, with float16 weights widened to float32, which is exact. <c>ApplyOnnxModel</c> reads no
    /// file with float16 weights, though such a file computes in float32 and gives the same bits. A model without them is written as it is.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write; replaced where it exists. It needs no other file beside it.</param>
    /// <exception cref="BadInputException">The model computes in float16, which wider weights would change, or is too large for one file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveSinglePrecision(this BertModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SinglePrecision.Write(OnnxGraph.Read(model.ModelFile), path);
    }
}
