namespace MLNetBert.Encoder.Onnx;

/// <summary>Checks that the files with a model's weights exist and are long enough.</summary>
internal static class ExternalWeights
{
    /// <exception cref="BadInputException">A file is missing or too short.</exception>
    public static void Check(OnnxGraph graph)
    {
        foreach (IGrouping<string, OnnxTensor> file in graph.Initializers.Values.Where(tensor => tensor.File != graph.Path).GroupBy(tensor => tensor.File))
        {
            FileInfo info = new(file.Key);
            if (!info.Exists)
                throw new BadInputException($"{graph.Path} keeps its weights in {file.Key}, which is missing; put it beside the model.") { Code = "model.weights", File = graph.Path };
            long needed = file.Max(tensor => tensor.Offset + tensor.Length);
            if (info.Length < needed)
                throw new BadInputException($"{graph.Path} keeps its weights in {file.Key}, which is cut short: it has {info.Length} of {needed} bytes; download it again.") { Code = "model.weights", File = graph.Path };
        }
    }
}
