using MLNetBert.Encoder.Pickling;

namespace MLNetBert.Encoder.Layers;

/// <summary>A tensor of a PyTorch file: which values of its storage it has, in which order.</summary>
internal sealed record TorchTensor(WeightArray Array, TorchStorage Storage, ImmutableArray<long> Strides, long First)
{
    /// <summary>Whether its values stand one behind the other.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int i = Strides.Length - 1; i >= 0; i--)
            {
                if (Array.Shape[i] != 1 && Strides[i] != step)
                    return false;
                step *= Array.Shape[i];
            }

            return true;
        }
    }

    /// <summary>How many values of the storage it spans.</summary>
    public long Span => Array.Shape.Contains(0) ? 0 : 1 + Strides.Select((stride, i) => stride * (Array.Shape[i] - 1)).Sum();

    /// <summary>The tensors of a state_dict, by their names; what else is in it has no values.</summary>
    /// <exception cref="InvalidDataException">One is not as torch.save writes it.</exception>
    public static Dictionary<string, TorchTensor> All(object? root)
    {
        if (root is not PickleDictionary state)
            throw new NotSupportedException("it holds no dict of tensors, as torch.save(module.state_dict()) writes it");
        Dictionary<string, TorchTensor> tensors = new(StringComparer.Ordinal);
        foreach ((object? key, object? value) in state.Pairs)
        {
            if (value is not PickleCall call)
                continue;
            string name = key as string ?? throw new InvalidDataException("a tensor has no name");
            if (!tensors.TryAdd(name, Of(name, call)))
                throw new InvalidDataException($"'{name}' is there twice");
        }

        return tensors;
    }

    private static TorchTensor Of(string name, PickleCall call)
    {
        if (call is { Name: "torch._utils._rebuild_parameter", Arguments: [PickleCall { Name: "torch._utils._rebuild_tensor_v2" } data, ..] })
            call = data;
        if (call is not { Name: "torch._utils._rebuild_tensor_v2", Arguments: [var reference, long first, List<object?> sizes, List<object?> steps, ..] } || sizes.Count != steps.Count || sizes.Count > 8)
            throw new InvalidDataException($"'{name}' is not described as torch.save describes a tensor");
        var storage = TorchStorage.Of(reference);
        ImmutableArray<int> shape = [.. sizes.Select(size => size is long and >= 0 and <= int.MaxValue ? (int)(long)size : throw new InvalidDataException($"'{name}' has a size that is none"))];
        ImmutableArray<long> strides = [.. steps.Select(step => step is long and >= 0 and <= int.MaxValue ? (long)step : throw new InvalidDataException($"'{name}' has strides that are none"))];
        TorchTensor tensor = new(new WeightArray(name, storage.Type, shape, first), storage, strides, first);

        // Strides of 0 would make many values of one.
        if (first < 0 || first > storage.Count || tensor.Span > storage.Count - first || tensor.Array.Count > (UInt128)storage.Count)
            throw new InvalidDataException($"'{name}' of shape [{string.Join(", ", shape.Select(size => $"{size}"))}] is larger than its {storage.Count} values");
        return tensor;
    }
}
