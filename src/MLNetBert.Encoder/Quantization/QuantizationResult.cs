namespace MLNetBert;

/// <summary>What quantizing a model gave. Immutable and thread-safe.</summary>
/// <param name="Folder">The new model folder.</param>
/// <param name="Quantization">What its file says about itself.</param>
/// <param name="Bytes">The size of its model.onnx.</param>
/// <param name="SourceBytes">The size of the original weights in float32.</param>
/// <param name="Notes">A sentence for each thing worth knowing, such as that the calibration texts were few.</param>
public sealed record QuantizationResult(string Folder, BertQuantization Quantization, long Bytes, long SourceBytes, IReadOnlyList<string> Notes);
