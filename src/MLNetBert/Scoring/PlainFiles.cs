using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MLNetBert.Scoring;

/// <summary>
/// The ONNX files that OnnxTransformer reads in place of a model's own: written once per model and set of names into a folder of this process,
/// which is deleted when the process ends, since OnnxTransformer reads the file again when it is saved.
/// </summary>
internal static class PlainFiles
{
    private static readonly Lazy<TemporaryFolder> Folder = new();
    private static readonly ConditionalWeakTable<BertModel, ConcurrentDictionary<OnnxNames, Lazy<string>>> Written = [];

    /// <summary>The model's own file if it can be used, else one that is written now.</summary>
    public static string Of(BertModel model, OnnxNames names)
        => Written.GetOrCreateValue(model).GetOrAdd(names, _ => new(() => Make(model, names))).Value;

    private static string Make(BertModel model, OnnxNames names)
    {
        // A loaded pipeline's model has no file any more.
        if (model.IsPlainOnnx(names) && File.Exists(model.ModelFile))
            return model.ModelFile;
        string path = Path.Combine(Folder.Value.Path, $"{Guid.NewGuid():N}.onnx");
        model.SaveOnnx(path, names);
        return path;
    }
}
