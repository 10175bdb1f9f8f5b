namespace MLNetBert.Encoder.Pickling;

/// <summary>A name that a pickle takes from a Python module. It stays a name: nothing is looked up.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A call that a pickle asks for, with its arguments. It stays a note: nothing is called.</summary>
internal sealed record PickleCall(string Name, IReadOnlyList<object?> Arguments);

/// <summary>What a pickle keeps outside of itself, by what it says of it.</summary>
internal sealed record PickleReference(object? Id);

/// <summary>A dict or OrderedDict, in the order of its pairs.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Pairs { get; } = [];
}
