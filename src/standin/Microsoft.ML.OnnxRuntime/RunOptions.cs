using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What holds for one run, or for several at once.</summary>
public class RunOptions : SafeHandle
{
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private bool _terminate;

    public RunOptions()
        : base(0, ownsHandle: true)
        => SetHandle(OrtHandle.Create(OrtFunction.CreateRunOptions));

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set => OrtHandle.Set(this, OrtFunction.RunOptionsSetRunLogSeverityLevel, (int)(_logSeverityLevel = value));
    }

    /// <summary>True ends, as soon as it can be done, every run that holds these options, with an exception. May be set from any thread.</summary>
    public bool Terminate
    {
        get => _terminate;
        set => OrtHandle.Call(this, (_terminate = value) ? OrtFunction.RunOptionsSetTerminate : OrtFunction.RunOptionsUnsetTerminate);
    }

    internal nint Handle => handle;

    protected override bool ReleaseHandle()
    {
        OrtHandle.Release(OrtFunction.ReleaseRunOptions, handle);
        return true;
    }
}
