namespace MLNetBert.Encoder.Layers;

/// <summary>
/// The weights of layers, from a .safetensors or .npz file, or a state_dict that torch.save wrote (.bin, .pt, .pth), under the names that PyTorch's modules give
/// them. Only what is asked for is read, and nothing in a file is run. Thread-safe.
/// </summary>
public sealed class LayerWeights
{
    private readonly WeightFile _file;
    private readonly string _prefix;
    private readonly Action<string, ImmutableArray<int>, float[]>? _take;

    private LayerWeights(WeightFile file, string prefix, Action<string, ImmutableArray<int>, float[]>? take = null)
    {
        _file = file;
        _prefix = prefix;
        _take = take;
    }

    /// <summary>The file.</summary>
    internal string Path => _file.Path;

    /// <summary>Opens a file; the ending of its name says which kind it is.</summary>
    /// <exception cref="BadInputException">There is no such file, or it is damaged or of another kind.</exception>
    public static LayerWeights Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
            throw new BadInputException($"{path} does not exist; a .safetensors, .npz or .bin file with a layer's weights is expected.") { Code = "file.missing", File = path };
        return System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => new(SafetensorsFile.Open(path), ""),
            ".npz" => new(NpzFile.Open(path), ""),
            ".bin" or ".pt" or ".pth" => new(TorchFile.Open(path), ""),
            _ => throw new BadInputException($"{path} is no .safetensors, .npz or .bin file.") { Code = "file.format", File = path },
        };
    }

    /// <summary>The weights of one module inside a larger one: <c>Under("pooler.")</c> finds pooler.weight as weight.</summary>
    public LayerWeights Under(string prefix) => new(_file, _prefix + prefix, _take);

    /// <summary>The same weights, but every array that is read is also handed over, so that what a layer uses of a large file can be saved.</summary>
    /// <param name="take">Called on the reader's own thread with the array's name here, its shape and its values.</param>
    public LayerWeights Recorded(Action<string, ImmutableArray<int>, float[]> take) => new(_file, _prefix, take);

    /// <summary>The names of the arrays in the file.</summary>
    internal IEnumerable<string> Names => _file.Arrays.Keys;

    /// <summary>Whether there is an array with this name.</summary>
    public bool Contains(string name) => _file.Arrays.ContainsKey(_prefix + name);

    /// <summary>The shape of an array.</summary>
    /// <exception cref="BadInputException">There is none with this name.</exception>
    public ImmutableArray<int> Shape(string name) => Find(name).Shape;

    /// <summary>The values of an array as float, in C order; float64, float16 and bfloat16 are converted.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape it must have; -1 for any size.</param>
    /// <exception cref="BadInputException">There is none with this name, or it has another shape, or it is not of a floating-point type.</exception>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        WeightArray array = Find(name);
        bool fits = array.Shape.Length == shape.Length;
        for (int i = 0; fits && i < shape.Length; i++)
            fits = shape[i] < 0 || shape[i] == array.Shape[i];
        if (!fits)
            throw new BadInputException($"{_file.Path}: '{_prefix}{name}' has the shape [{string.Join(", ", array.Shape.Select(size => $"{size}"))}]; [{Expected(shape)}] is expected.") { Code = "layer.weights", File = _file.Path, Key = _prefix + name };
        float[] values = _file.Read(array);
        _take?.Invoke(name, array.Shape, values);
        return values;
    }

    private static string Expected(ReadOnlySpan<int> shape) => string.Join(", ", shape.ToArray().Select(size => size < 0 ? "any" : $"{size}"));

    private WeightArray Find(string name) => _file.Arrays.GetValueOrDefault(_prefix + name)
        ?? throw new BadInputException($"{_file.Path}: there is no array '{_prefix}{name}'; there are {string.Join(", ", _file.Arrays.Keys.Order(StringComparer.Ordinal).Take(20))}.") { Code = "layer.weights", File = _file.Path, Key = _prefix + name };
}
