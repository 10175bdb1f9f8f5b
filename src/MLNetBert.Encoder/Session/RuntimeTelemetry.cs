namespace MLNetBert.Encoder.Session;

/// <summary>
/// Keeps ONNX Runtime silent. From 1.30 on it looks up a telemetry host and spools a device id and the paths of executable and model;
/// only a variable of the native environment, set before its library loads, stops that.
/// </summary>
internal static partial class RuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Runs when the assembly is first used, which is before any session. A value that the user has set stays.</summary>
#pragma warning disable CA2255 // A library has no other moment that is surely before the first session, whoever opens it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void SwitchOff()
    {
        string value = Environment.GetEnvironmentVariable(Variable) ?? "1";
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(Variable, value);
        else
            _ = SetEnvironmentVariable(Variable, value, overwrite: 0); // .NET's own call does not reach native code here.
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
