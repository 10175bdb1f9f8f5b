namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model file says of itself.</summary>
public unsafe class ModelMetadata
{
    internal ModelMetadata(nint session)
    {
        nint metadata;
        OrtApi.Check(((delegate* unmanaged<nint, nint*, void*>)OrtApi.Table[OrtFunction.SessionGetModelMetadata])(session, &metadata));
        try
        {
            ProducerName = Text(metadata, OrtFunction.ModelMetadataGetProducerName);
            GraphName = Text(metadata, OrtFunction.ModelMetadataGetGraphName);
            Domain = Text(metadata, OrtFunction.ModelMetadataGetDomain);
            Description = Text(metadata, OrtFunction.ModelMetadataGetDescription);
            long version;
            OrtApi.Check(((delegate* unmanaged<nint, long*, void*>)OrtApi.Table[OrtFunction.ModelMetadataGetVersion])(metadata, &version));
            Version = version;
            ReadCustomMetadata(metadata);
        }
        finally
        {
            OrtHandle.Release(OrtFunction.ReleaseModelMetadata, metadata);
        }
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Domain { get; }

    public string Description { get; }

    public long Version { get; }

    public Dictionary<string, string> CustomMetadataMap { get; } = [];

    private static string Text(nint metadata, int function)
    {
        byte* text;
        OrtApi.Check(((delegate* unmanaged<nint, nint, byte**, void*>)OrtApi.Table[function])(metadata, OrtAllocator.DefaultInstance.Pointer, &text));
        return OrtApi.TakeText(text);
    }

    private void ReadCustomMetadata(nint metadata)
    {
        var allocator = OrtAllocator.DefaultInstance.Pointer;
        byte** keys;
        long count;
        OrtApi.Check(((delegate* unmanaged<nint, nint, byte***, long*, void*>)OrtApi.Table[OrtFunction.ModelMetadataGetCustomMetadataMapKeys])(
            metadata, allocator, &keys, &count));
        for (long i = 0; i < count; i++)
        {
            byte* value;
            OrtApi.Check(((delegate* unmanaged<nint, nint, byte*, byte**, void*>)OrtApi.Table[OrtFunction.ModelMetadataLookupCustomMetadataMap])(
                metadata, allocator, keys[i], &value));
            CustomMetadataMap[OrtApi.TakeText(keys[i])] = OrtApi.TakeText(value);
        }

        OrtApi.Free(keys);
    }
}
