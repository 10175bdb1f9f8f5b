using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A model, ready to run. Several threads may run it at once.</summary>
public unsafe partial class InferenceSession : IDisposable
{
    private readonly Dictionary<string, nint> _inputNames;
    private readonly Dictionary<string, nint> _outputNames;
    private readonly Lazy<ModelMetadata> _modelMetadata;
    private nint _handle;

    public InferenceSession(string modelPath)
        : this(modelPath, null)
    {
    }

    public InferenceSession(string modelPath, SessionOptions? options)
        : this(Create(modelPath, options))
    {
    }

    public InferenceSession(byte[] model)
        : this(model, null)
    {
    }

    /// <summary>The bytes are read before the constructor returns; the session keeps nothing of them.</summary>
    public InferenceSession(byte[] model, SessionOptions? options)
        : this(Create(model, options))
    {
    }

    private InferenceSession(nint handle)
    {
        _handle = handle;
        (_inputNames, InputNames, InputMetadata) = Describe(
            OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        (_outputNames, OutputNames, OutputMetadata) = Describe(
            OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
        _modelMetadata = new(() => new ModelMetadata(Handle));
    }

    ~InferenceSession() => Dispose(false);

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata { get; }

    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata { get; }

    public IReadOnlyList<string> OutputNames { get; }

    public ModelMetadata ModelMetadata => _modelMetadata.Value;

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_handle != 0)
        {
            OrtHandle.Release(OrtFunction.ReleaseSession, _handle);
            _handle = 0;
            foreach (var name in _inputNames.Values.Concat(_outputNames.Values))
            {
                Marshal.FreeCoTaskMem(name);
            }
        }
    }

    private static nint Create(string modelPath, SessionOptions? options)
    {
        using var defaults = options == null ? new SessionOptions() : null;
        nint session;
        fixed (byte* path = OrtApi.Path(modelPath))
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, nint, nint*, void*>)OrtApi.Table[OrtFunction.CreateSession])(
                OrtEnv.Instance().Handle, path, (options ?? defaults)!.Handle, &session));
        }

        GC.KeepAlive(options);
        return session;
    }

    private static nint Create(byte[] model, SessionOptions? options)
    {
        using var defaults = options == null ? new SessionOptions() : null;
        nint session;
        fixed (byte* bytes = model)
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, void*>)OrtApi.Table[OrtFunction.CreateSessionFromArray])(
                OrtEnv.Instance().Handle, bytes, (nuint)model.Length, (options ?? defaults)!.Handle, &session));
        }

        GC.KeepAlive(options);
        return session;
    }

    // The names are kept in native memory: a run needs them each time.
    private (Dictionary<string, nint> Native, string[] Names, Dictionary<string, NodeMetadata> Metadata) Describe(
        int countFunction, int nameFunction, int typeFunction)
    {
        nuint count;
        OrtApi.Check(((delegate* unmanaged<nint, nuint*, void*>)OrtApi.Table[countFunction])(_handle, &count));
        var names = new string[count];
        Dictionary<string, nint> native = [];
        Dictionary<string, NodeMetadata> metadata = [];
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            OrtApi.Check(((delegate* unmanaged<nint, nuint, nint, byte**, void*>)OrtApi.Table[nameFunction])(
                _handle, i, OrtAllocator.DefaultInstance.Pointer, &text));
            nint type;
            OrtApi.Check(((delegate* unmanaged<nint, nuint, nint*, void*>)OrtApi.Table[typeFunction])(_handle, i, &type));
            var name = names[i] = OrtApi.TakeText(text);
            native[name] = Marshal.StringToCoTaskMemUTF8(name);
            metadata[name] = new NodeMetadata(type);
            OrtHandle.Release(OrtFunction.ReleaseTypeInfo, type);
        }

        return (native, names, metadata);
    }
}
