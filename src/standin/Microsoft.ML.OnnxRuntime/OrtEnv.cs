using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How much the native library writes to standard error.</summary>
public enum OrtLoggingLevel
{
    ORT_LOGGING_LEVEL_VERBOSE,
    ORT_LOGGING_LEVEL_INFO,
    ORT_LOGGING_LEVEL_WARNING,
    ORT_LOGGING_LEVEL_ERROR,
    ORT_LOGGING_LEVEL_FATAL,
}

/// <summary>The one environment of the process.</summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private static readonly Lazy<OrtEnv> _instance = new(() => new OrtEnv());

    private OrtLoggingLevel _logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    private OrtEnv()
        : base(0, ownsHandle: true)
    {
        nint env;
        fixed (byte* name = "CSharpOnnxRuntime\0"u8)
        {
            OrtApi.Check(((delegate* unmanaged<int, byte*, nint*, void*>)OrtApi.Table[OrtFunction.CreateEnv])((int)_logLevel, name, &env));
        }

        SetHandle(env);
    }

    public static bool IsCreated => _instance.IsValueCreated;

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel EnvLogLevel
    {
        get => _logLevel;
        set
        {
            OrtHandle.Set(this, OrtFunction.UpdateEnvWithCustomLogLevel, (int)value);
            _logLevel = value;
        }
    }

    internal nint Handle => handle;

    public static OrtEnv Instance() => _instance.Value;

    public string GetVersionString() => OrtApi.VersionString;

    public string[] GetAvailableProviders()
    {
        byte** names;
        int count;
        OrtApi.Check(((delegate* unmanaged<byte***, int*, void*>)OrtApi.Table[OrtFunction.GetAvailableProviders])(&names, &count));
        var providers = new string[count];
        for (var i = 0; i < count; i++)
        {
            providers[i] = OrtApi.Text(names[i]);
        }

        OrtApi.Check(((delegate* unmanaged<byte**, int, void*>)OrtApi.Table[OrtFunction.ReleaseAvailableProviders])(names, count));
        return providers;
    }

    protected override bool ReleaseHandle()
    {
        OrtHandle.Release(OrtFunction.ReleaseEnv, handle);
        return true;
    }
}
