namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>
    /// Writes the whole model as one ONNX file, with float16 weights widened to float32, which is exact. <c>ApplyOnnxModel</c> refuses
    /// files with float16 weights, even if they compute in float32 and give the same bits. A model without them is written unchanged.
    /// </summary>
    /// <param name="path">The file to write; replaced, when it is whole, if it exists. It needs no other file beside it.</param>
    /// <param name="cancellationToken">Stops it between steps; the file is then as it was.</param>
    /// <exception cref="BadInputException">The model computes in float16, which wider weights would change, or is too large for one file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void SaveSinglePrecision(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxGraph graph = Source.Graph;
        NewFile.Write(path, beside => SinglePrecision.Write(graph, beside), cancellationToken);
    }

    /// <summary>
    /// Writes the model, as it was opened, as one ONNX file for other programs: token ids to token vectors, those of
    /// <see cref="HiddenLayer"/> if one was asked for. It has float32 weights, int64 inputs, and the caller's names, and gives the same bits.
    /// </summary>
    /// <param name="path">The file to write; replaced, when it is whole, if it exists. It needs no other file beside it.</param>
    /// <param name="names">The names of the inputs and the output; null: the usual ones.</param>
    /// <param name="cancellationToken">Stops it between steps; the file is then as it was.</param>
    /// <exception cref="ArgumentException">Two names are the same.</exception>
    /// <exception cref="BadInputException">The model takes no token ids or gives no token vectors, computes in float16, or is too large for one file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void SaveOnnx(string path, OnnxNames? names = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PlainEncoder plain = new(Options with { InputsEmbeds = false }, Source.Settings, names ?? new(), HiddenSize);
        plain.Write(ModelFile, path, cancellationToken);
    }

    /// <summary>Whether <see cref="ModelFile"/> already is as <see cref="SaveOnnx"/> would write it, so that it can be used itself.</summary>
    /// <param name="names">The names of the inputs and the output; null: the usual ones.</param>
    public bool IsPlainOnnx(OnnxNames? names = null)
        => new PlainEncoder(Options with { InputsEmbeds = false }, Source.Settings, names ?? new(), HiddenSize).IsPlain(ModelFile);
}
