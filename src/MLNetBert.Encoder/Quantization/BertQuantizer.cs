using MLNetBert.Encoder.Quantization;

namespace MLNetBert;

/// <summary>
/// Makes an int8 model of a float32 or float16 one, whose vectors do not depend on neighbours: uint8 activations with a scale for each token, int8 weights with a
/// scale for each output, rounded with the help of calibration texts. docs/int8.md describes the recipe. Thread-safe.
/// </summary>
public sealed class BertQuantizer
{
    /// <summary>Makes a quantizer.</summary>
    public BertQuantizer(BertQuantizerOptions? options = null) => Options = options ?? new BertQuantizerOptions();

    /// <summary>The options as given.</summary>
    public BertQuantizerOptions Options { get; }

    /// <summary>Quantizes a model folder, and writes a folder that opens like any other: model.onnx, the tokenizer's files and the settings.</summary>
    /// <param name="folder">The model folder, or a single .onnx with its files beside it; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="calibrationTexts">Texts like those that the model will see, some hundred: without labels, and not needed afterwards. At most 3,000 of them are run.</param>
    /// <param name="outputFolder">The folder to make; it must not exist, or be empty.</param>
    /// <param name="progress">Is told how much is done, 0 to 1; from any thread.</param>
    /// <param name="cancellationToken">Stops it; the folder is not made then.</param>
    /// <exception cref="BadInputException">The model cannot be quantized, there is no calibration text, or the output folder is not empty; the message says what to do.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public QuantizationResult Quantize(string? folder, IEnumerable<string> calibrationTexts, string outputFolder, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(calibrationTexts);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        var place = BertModelFolder.Find(folder, Options.File);
        NewFolder.Check(outputFolder, place.Path);
        var model = QuantizableModel.Read(place.ModelFile, ModelSettings.Read(place.Path).HiddenSize?.Value);
        List<int[]> texts;
        IReadOnlyList<string> files;
        using (var bert = BertModel.Open(folder, new BertModelOptions { File = Options.File }, cancellationToken))
            (texts, files) = (CalibrationTexts.Tokenize(bert, calibrationTexts, cancellationToken), bert.FilesBesideGraph);
        long sourceBytes = model.Graph.Tensors.Values.Sum(tensor => (long)tensor.Bytes.Length);
        (byte[] file, BertQuantization quantization) = new QuantizerRun(model, texts, Options.ReduceRange, progress, cancellationToken).Run();
        NewFolder.Write(outputFolder, place.Path, files, file, cancellationToken);
        return new(outputFolder, quantization, file.Length, sourceBytes, [.. Notes(texts.Count, quantization)]);
    }

    private static IEnumerable<string> Notes(int texts, BertQuantization quantization)
    {
        if (texts < CalibrationTexts.Few)
            yield return $"There are only {texts} calibration texts, fewer than {CalibrationTexts.Few}: the vectors will be less exact than they could be; some hundred are better.";
        foreach (string note in quantization.Notes)
            yield return $"{char.ToUpperInvariant(note[0])}{note[1..]}.";
    }
}
