using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

public enum GraphOptimizationLevel
{
    ORT_DISABLE_ALL = 0,
    ORT_ENABLE_BASIC = 1,
    ORT_ENABLE_EXTENDED = 2,
    ORT_ENABLE_LAYOUT = 3,
    ORT_ENABLE_ALL = 99,
}

public enum ExecutionMode
{
    ORT_SEQUENTIAL,
    ORT_PARALLEL,
}

/// <summary>How a session is made. Every setter goes straight to the native object; what is read back is what was set here.</summary>
public unsafe class SessionOptions : SafeHandle
{
    private bool _enableMemoryPattern = true;
    private bool _enableCpuMemArena = true;
    private string _optimizedModelFilePath = "";
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private int _intraOpNumThreads;
    private int _interOpNumThreads;
    private GraphOptimizationLevel _graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;

    public SessionOptions()
        : base(0, ownsHandle: true)
        => SetHandle(OrtHandle.Create(OrtFunction.CreateSessionOptions));

    public override bool IsInvalid => handle == 0;

    public bool EnableMemoryPattern
    {
        get => _enableMemoryPattern;
        set
        {
            OrtHandle.Call(this, value ? OrtFunction.EnableMemPattern : OrtFunction.DisableMemPattern);
            _enableMemoryPattern = value;
        }
    }

    public bool EnableCpuMemArena
    {
        get => _enableCpuMemArena;
        set
        {
            OrtHandle.Call(this, value ? OrtFunction.EnableCpuMemArena : OrtFunction.DisableCpuMemArena);
            _enableCpuMemArena = value;
        }
    }

    public string OptimizedModelFilePath
    {
        get => _optimizedModelFilePath;
        set
        {
            fixed (byte* path = OrtApi.Path(value))
            {
                OrtApi.Check(((delegate* unmanaged<nint, byte*, void*>)OrtApi.Table[OrtFunction.SetOptimizedModelFilePath])(handle, path));
            }

            _optimizedModelFilePath = value;
        }
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set => OrtHandle.Set(this, OrtFunction.SetSessionLogSeverityLevel, (int)(_logSeverityLevel = value));
    }

    public int IntraOpNumThreads
    {
        get => _intraOpNumThreads;
        set => OrtHandle.Set(this, OrtFunction.SetIntraOpNumThreads, _intraOpNumThreads = value);
    }

    public int InterOpNumThreads
    {
        get => _interOpNumThreads;
        set => OrtHandle.Set(this, OrtFunction.SetInterOpNumThreads, _interOpNumThreads = value);
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _graphOptimizationLevel;
        set => OrtHandle.Set(this, OrtFunction.SetSessionGraphOptimizationLevel, (int)(_graphOptimizationLevel = value));
    }

    public ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set => OrtHandle.Set(this, OrtFunction.SetSessionExecutionMode, (int)(_executionMode = value));
    }

    internal nint Handle => handle;

    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        fixed (byte* key = OrtApi.Utf8(configKey), value = OrtApi.Utf8(configValue))
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, byte*, void*>)OrtApi.Table[OrtFunction.AddSessionConfigEntry])(handle, key, value));
        }
    }

    public void AddFreeDimensionOverrideByName(string dimName, long dimValue)
    {
        fixed (byte* name = OrtApi.Utf8(dimName))
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, long, void*>)OrtApi.Table[OrtFunction.AddFreeDimensionOverrideByName])(handle, name, dimValue));
        }
    }

    public void AppendExecutionProvider(string providerName, Dictionary<string, string>? providerOptions = null)
    {
        var count = providerOptions?.Count ?? 0;
        using NativeNames name = new([providerName]);
        using NativeNames keys = new(providerOptions?.Keys.ToArray() ?? []);
        using NativeNames values = new(providerOptions?.Values.ToArray() ?? []);
        fixed (nint* names = name.Pointers, k = keys.Pointers, v = values.Pointers)
        {
            OrtApi.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, void*>)OrtApi.Table[OrtFunction.SessionOptionsAppendExecutionProvider])(
                handle, names[0], k, v, (nuint)count));
        }
    }

    /// <summary>The CPU provider is always there, last; this is for code that names it.</summary>
    public void AppendExecutionProvider_CPU(int useArena = 1) => EnableCpuMemArena = useArena != 0;

    protected override bool ReleaseHandle()
    {
        OrtHandle.Release(OrtFunction.ReleaseSessionOptions, handle);
        return true;
    }
}
