namespace MLNetBert.Encoder.Onnx;

/// <summary>Where a model keeps its weights in other files, and whether these are there and long enough.</summary>
internal static class ExternalWeights
{
    /// <summary>The file with weights of a model.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="location">What it says.</param>
    /// <exception cref="BadInputException">That is outside the model's folder, or is a link that leads there; ONNX Runtime does not read it either.</exception>
    public static string FileOf(string model, string location)
    {
        string folder = Path.GetDirectoryName(model) ?? "", file = Path.Combine(folder, location);
        string inside = Path.GetRelativePath(RegularFile.RealPath(Path.Combine(folder, ".")), RegularFile.RealPath(file));
        return Path.IsPathRooted(location) || Path.IsPathRooted(inside) || inside == ".." || inside.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? throw new BadInputException($"{model} keeps its weights in {location}, which is outside its folder; put them beside the model, and save it again.") { Code = "model.weights", File = model }
            : file;
    }

    /// <exception cref="BadInputException">A file is missing or too short.</exception>
    public static void Check(OnnxGraph graph)
    {
        foreach (IGrouping<string, OnnxTensor> file in graph.Initializers.Values.Where(tensor => tensor.File != graph.Path).GroupBy(tensor => tensor.File))
        {
            RegularFile.Check(file.Key);
            if (RegularFile.LengthOf(file.Key) is not { } length)
                throw new BadInputException($"{graph.Path} keeps its weights in {file.Key}, which is missing; put it beside the model.") { Code = "model.weights", File = graph.Path };
            long needed = file.Max(tensor => tensor.Offset + tensor.Length);
            if (length < needed)
                throw new BadInputException($"{graph.Path} keeps its weights in {file.Key}, which is cut short: it has {length} of {needed} bytes; download it again.") { Code = "model.weights", File = graph.Path };
        }
    }
}
