namespace Microsoft.ML.OnnxRuntime;

public partial class InferenceSession
{
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs) =>
        Run(inputs, OutputNames);

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        using RunOptions options = new();
        return Run(inputs, outputNames, options);
    }

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(
        IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames, RunOptions options)
    {
        using DisposableList<OrtValue> values = new(inputs.Count);
        values.AddRange(inputs.Select(input => input.ToOrtValue()));
        using var outputs = Run(options, [.. inputs.Select(input => input.Name)], values, outputNames);
        DisposableList<DisposableNamedOnnxValue> result = new(outputs.Count);
        result.AddRange(outputNames.Zip(outputs, (name, value) => new DisposableNamedOnnxValue(name, value)));
        return result;
    }
}
