using System.IO.Compression;
using MLNetBert.Encoder.Pickling;

namespace MLNetBert.Encoder.Layers;

/// <summary>
/// A state_dict that torch.save wrote: a zip of a pickle and the tensors' values (from PyTorch 1.6 on), or pickles and values one behind the other (before). The
/// pickles are read, not run: <see cref="PickleReader"/>.
/// </summary>
internal sealed class TorchFile : WeightFile
{
    /// <summary>The pickle of a model of 1,000 tensors has some 200,000 bytes.</summary>
    private const int LongestPickle = 1 << 20;

    private readonly Dictionary<string, TorchTensor> _tensors;
    private readonly Func<FileStream, TorchStorage, Stream> _values;

    private TorchFile(string path, Dictionary<string, TorchTensor> tensors, Func<FileStream, TorchStorage, Stream> values)
        : base(path, tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Array, StringComparer.Ordinal))
        => (_tensors, _values) = (tensors, values);

    public static TorchFile Open(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            byte[] start = new byte[4];
            int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return start.AsSpan(0, read).StartsWith("PK"u8) ? OpenZip(path, file)
                : start is [0x80, 2, ..] ? OpenOlder(path, file)
                : throw new InvalidDataException("it begins with neither a zip's nor a pickle's bytes");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new BadInputException($"{path} is not a whole file of torch.save: {e.Message.TrimEnd('.')}; get it again.", e) { Code = "file.damaged", File = path };
        }
        catch (NotSupportedException e)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}. Save the weights as model.safetensors.", e) { Code = "file.format", File = path };
        }
    }

    protected override void ReadBytes(WeightArray array, byte[] bytes)
    {
        TorchTensor tensor = _tensors[array.Name];
        int size = tensor.Storage.Size;
        using FileStream file = RegularFile.Open(Path);
        using Stream values = _values(file, tensor.Storage);
        Skip(values, tensor.First * size);
        if (tensor.IsContiguous)
        {
            values.ReadExactly(bytes);
            return;
        }

        byte[] span = new byte[tensor.Span * size];
        values.ReadExactly(span);
        Gather(tensor, span, bytes, size);
    }

    private static TorchFile OpenZip(string path, FileStream file)
    {
        using ZipArchive zip = new(file, ZipArchiveMode.Read);
        ZipArchiveEntry[] pickles = [.. zip.Entries.Where(entry => entry.FullName.Split('/') is [_, "data.pkl"])];
        if (pickles.Length != 1)
            throw new InvalidDataException($"it has {pickles.Length} entries named data.pkl");
        string folder = pickles[0].FullName[..^"data.pkl".Length];
        Dictionary<string, TorchTensor> tensors = TorchTensor.All(new PickleReader(ReadAll(pickles[0]), TorchStorage.Callable, TorchStorage.TypeNames).Read());
        if (zip.GetEntry(folder + "byteorder") is { } order && !ReadAll(order).AsSpan().SequenceEqual("little"u8))
            throw new NotSupportedException("its values are not in little-endian order");
        foreach (TorchStorage storage in tensors.Values.Select(tensor => tensor.Storage).Distinct())
        {
            long length = Stored(Entry(zip, folder, storage)).Length;
            if (length != storage.Count * storage.Size)
                throw new InvalidDataException($"the values {storage.Key} have {length} bytes, not {storage.Count * storage.Size}");
        }

        return new TorchFile(path, tensors, (again, storage) => Entry(new ZipArchive(again, ZipArchiveMode.Read), folder, storage).Open());
    }

    /// <summary>A magic number, a version, the system, the state_dict, the storages' keys: a pickle each; then for each key the count and the values.</summary>
    private static TorchFile OpenOlder(string path, FileStream file)
    {
        byte[] bytes = new byte[Math.Min(LongestPickle, file.Length)];
        file.ReadExactly(bytes);
        PickleReader pickles = new(bytes, TorchStorage.Callable, TorchStorage.TypeNames);
        if (pickles.Read() is not System.Numerics.BigInteger magic || magic.ToString("x", CultureInfo.InvariantCulture) != "1950a86a20f9469cfc6c")
            throw new InvalidDataException("it does not begin with torch.save's number");
        if (pickles.Read() is not 1001L)
            throw new NotSupportedException("it has another version of the format than 1001");
        if (pickles.Read() is not PickleDictionary system || !system.Pairs.Contains(new("little_endian", true)))
            throw new NotSupportedException("its values are not in little-endian order");
        Dictionary<string, TorchTensor> tensors = TorchTensor.All(pickles.Read());
        if (pickles.Read() is not List<object?> keys)
            throw new InvalidDataException("it does not list its values");
        Dictionary<string, TorchStorage> storages = new(StringComparer.Ordinal);
        foreach (TorchStorage storage in tensors.Values.Select(tensor => tensor.Storage).Distinct())
        {
            if (!storages.TryAdd(storage.Key, storage))
                throw new InvalidDataException($"the values {storage.Key} are of two kinds");
        }

        Dictionary<TorchStorage, long> places = FindValues(file, pickles.Position, keys, storages);
        return new TorchFile(path, tensors, (again, storage) =>
        {
            again.Position = places[storage];
            return again;
        });
    }

    private static Dictionary<TorchStorage, long> FindValues(FileStream file, long at, List<object?> keys, Dictionary<string, TorchStorage> storages)
    {
        Dictionary<TorchStorage, long> places = [];
        byte[] count = new byte[sizeof(long)];
        foreach (object? key in keys)
        {
            if (key is not string name || !storages.Remove(name, out TorchStorage? storage))
                throw new InvalidDataException("it lists values that no tensor has, or twice");
            file.Position = at;
            file.ReadExactly(count);
            at += count.Length;
            if (BinaryPrimitives.ReadInt64LittleEndian(count) != storage.Count || storage.Count * storage.Size > file.Length - at)
                throw new InvalidDataException($"the values {name} are not {storage.Count} as its tensor says");
            places[storage] = at;
            at += storage.Count * storage.Size;
        }

        return storages.Count == 0 && at == file.Length ? places : throw new InvalidDataException(storages.Count > 0 ? $"it lacks the values {storages.Keys.First()}" : "it goes on behind its values");
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string folder, TorchStorage storage) =>
        zip.GetEntry($"{folder}data/{storage.Key}") ?? throw new InvalidDataException($"it lacks the values {storage.Key}");

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        if (Stored(entry).Length > LongestPickle)
            throw new NotSupportedException($"{entry.FullName} has {entry.Length} bytes; at most {LongestPickle} are read");
        using Stream stream = entry.Open();
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>torch.save packs nothing, so a small file cannot hold many values.</summary>
    private static ZipArchiveEntry Stored(ZipArchiveEntry entry) => entry.CompressedLength == entry.Length ? entry
        : throw new NotSupportedException($"{entry.FullName} is packed, which torch.save does not do");

    private static void Skip(Stream stream, long count)
    {
        byte[] passed = new byte[Math.Min(count, 1 << 16)];
        for (; count > 0; count -= passed.Length)
            stream.ReadExactly(passed.AsSpan(0, (int)Math.Min(count, passed.Length)));
    }

    private static void Gather(TorchTensor tensor, byte[] span, byte[] bytes, int size)
    {
        long[] place = new long[tensor.Strides.Length];
        for (int i = 0; i < bytes.Length; i += size)
        {
            long from = 0;
            for (int axis = 0; axis < place.Length; axis++)
                from += place[axis] * tensor.Strides[axis];
            span.AsSpan((int)(from * size), size).CopyTo(bytes.AsSpan(i));
            for (int axis = place.Length - 1; axis >= 0 && ++place[axis] == tensor.Array.Shape[axis]; axis--)
                place[axis] = 0;
        }
    }
}
