namespace MLNetBert.Encoder.Models;

/// <summary>Finds a model's file by what it computes with.</summary>
internal static class PrecisionChoice
{
    private static readonly HashSet<string> IntegerProducts = new(StringComparer.Ordinal)
    {
        "DynamicQuantizeMatMul", "QAttention", "MatMulInteger", "MatMulIntegerToFloat", "QLinearMatMul", "QGemm", "QuantizeLinear", "DynamicQuantizeLinear",
    };

    /// <exception cref="BadInputException">There is no such file, or several.</exception>
    public static BertModelFolder Find(string? path, BertModelOptions options)
    {
        if (options.Precision is not { } precision)
            return BertModelFolder.Find(path, options.File);
        path ??= BertModelFolder.FindEmbedded(precision == ModelPrecision.Int8 ? BertModelFolder.EmbeddedInt8Name : BertModelFolder.EmbeddedName);
        if (options.File != null || File.Exists(path))
        {
            var named = BertModelFolder.Find(path, options.File);
            return Of(named.ModelFile) == precision ? named : throw new BadInputException($"{named.ModelFile} computes in {Name(Of(named.ModelFile))}, but {Name(precision)} is asked for; leave out the file or the precision.") { Code = "option.conflict", File = named.ModelFile, Key = "Precision" };
        }

        (string File, ModelPrecision? Precision)[] files = Directory.Exists(path) ? Array.ConvertAll(BertModelFolder.OnnxFiles(path), file => (file, Of(file))) : [];
        string[] fitting = [.. files.Where(file => file.Precision == precision).Select(file => file.File)];
        if (files.Length == 0)
            return BertModelFolder.Find(path); // Which says what is missing.
        if (fitting.Length == 0)
            throw new BadInputException($"The model folder {path} has no {Name(precision)} file, only {string.Join(", ", files.Select(file => $"{Path.GetRelativePath(path, file.File)} ({Name(file.Precision)})"))}{(precision == ModelPrecision.Int8 ? "; make one with mlnetbert quantize" : "")}.") { Code = "model.no-file", File = path, Key = "Precision" };
        string[] usual = [.. fitting.Where(file => Path.GetFileName(file) == "model.onnx")], own = [.. fitting.Where(IsOwn)];
        string? chosen = fitting.Length == 1 ? fitting[0] : usual.Length > 0 ? usual[0] : own.Length == 1 ? own[0] : null;
        return chosen != null
            ? BertModelFolder.Find(path, Path.GetRelativePath(path, chosen))
            : throw new BadInputException($"The model folder {path} has several {Name(precision)} files: {string.Join(", ", fitting.Select(file => Path.GetRelativePath(path, file)))}; name one of them (--file).") { Code = "model.ambiguous", File = path, Key = "Precision" };
    }

    /// <summary>What a graph computes with; null for other widths.</summary>
    public static ModelPrecision? Of(OnnxGraph graph)
    {
        List<OnnxNode> nodes = [.. graph.Nodes.Concat(graph.FunctionNodes).SelectMany(OnnxGraph.Flatten)];
        return nodes.Exists(node => node.OpType == "MatMulNBits") ? null
            : nodes.Exists(node => IntegerProducts.Contains(node.OpType)) ? ModelPrecision.Int8
            : SinglePrecision.ComputesInHalf(graph) ? ModelPrecision.Float16
            : ModelPrecision.Float32;
    }

    /// <summary>As the command's option has it.</summary>
    public static string Name(ModelPrecision? precision) => precision?.ToString().ToLowerInvariant() ?? "another precision";

    // Of several files, those that cannot be read are not the one.
    private static ModelPrecision? Of(string file)
    {
        try
        {
            return Of(OnnxGraph.Read(file));
        }
        catch (BadInputException)
        {
            return null;
        }
    }

    private static bool IsOwn(string file) => OnnxFile.Check(file).ContainsKey(BertQuantization.MetadataKey);
}
