namespace Microsoft.ML.OnnxRuntime;

public unsafe partial class InferenceSession
{
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        var names = stackalloc nint[inputs.Count];
        var values = stackalloc nint[inputs.Count];
        var i = 0;
        foreach (var (name, value) in inputs)
        {
            names[i] = Find(_inputNames, name, "Input");
            values[i++] = value.Handle;
        }

        var result = Run(runOptions, names, values, i, outputNames);
        GC.KeepAlive(inputs);
        return result;
    }

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames)
    {
        CheckCounts(inputNames, inputValues, nameof(inputNames), nameof(inputValues));
        var names = stackalloc nint[inputNames.Count];
        var values = stackalloc nint[inputValues.Count];
        Find(_inputNames, inputNames, "Input", names);
        Handles(inputValues, values);
        var result = Run(runOptions, names, values, inputNames.Count, outputNames);
        GC.KeepAlive(inputValues);
        return result;
    }

    /// <summary>Writes into tensors of the caller.</summary>
    public void Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        CheckCounts(inputNames, inputValues, nameof(inputNames), nameof(inputValues));
        CheckCounts(outputNames, outputValues, nameof(outputNames), nameof(outputValues));
        var inNames = stackalloc nint[inputNames.Count];
        var inValues = stackalloc nint[inputValues.Count];
        var outNames = stackalloc nint[outputNames.Count];
        var outValues = stackalloc nint[outputValues.Count];
        Find(_inputNames, inputNames, "Input", inNames);
        Handles(inputValues, inValues);
        Find(_outputNames, outputNames, "Output", outNames);
        Handles(outputValues, outValues);
        Run(runOptions, inNames, inValues, inputNames.Count, outNames, outValues, outputNames.Count);
        GC.KeepAlive(inputValues);
        GC.KeepAlive(outputValues);
    }

    private DisposableList<OrtValue> Run(RunOptions runOptions, nint* inputNames, nint* inputs, int inputCount, IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(runOptions);
        var names = stackalloc nint[outputNames.Count];
        var values = stackalloc nint[outputNames.Count];
        Find(_outputNames, outputNames, "Output", names);
        Run(runOptions, inputNames, inputs, inputCount, names, values, outputNames.Count);
        DisposableList<OrtValue> result = new(outputNames.Count);
        for (var i = 0; i < outputNames.Count; i++)
        {
            result.Add(new OrtValue(values[i]));
        }

        return result;
    }

    private void Run(RunOptions? options, nint* inputNames, nint* inputs, int inputCount, nint* outputNames, nint* outputs, int outputCount)
    {
        OrtApi.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, void*>)OrtApi.Table[OrtFunction.Run])(
            Handle, options?.Handle ?? 0, inputNames, inputs, (nuint)inputCount, outputNames, (nuint)outputCount, outputs));
        GC.KeepAlive(options);
        GC.KeepAlive(this);
    }

    private static void Find(Dictionary<string, nint> known, IReadOnlyCollection<string> names, string kind, nint* pointers)
    {
        // Lists are walked by index: their enumerators would be the only allocation of a run that writes into given tensors.
        if (names is IReadOnlyList<string> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                pointers[i] = Find(known, list[i], kind);
            }

            return;
        }

        foreach (var name in names)
        {
            *pointers++ = Find(known, name, kind);
        }
    }

    private static void Handles(IReadOnlyCollection<OrtValue> values, nint* handles)
    {
        if (values is IReadOnlyList<OrtValue> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                handles[i] = list[i].Handle;
            }

            return;
        }

        foreach (var value in values)
        {
            *handles++ = value.Handle;
        }
    }

    private static nint Find(Dictionary<string, nint> known, string name, string kind) => known.TryGetValue(name, out var pointer)
        ? pointer
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");

    private static void CheckCounts(IReadOnlyCollection<string> names, IReadOnlyCollection<OrtValue> values, string namesName, string valuesName)
    {
        if (names.Count != values.Count)
        {
            throw new ArgumentException($"Length of {namesName} ({names.Count}) must match that of {valuesName} ({values.Count}).");
        }
    }
}
