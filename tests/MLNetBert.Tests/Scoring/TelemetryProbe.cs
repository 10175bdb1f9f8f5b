using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML;
using MLNetBert.StageTests.Cultures;

namespace MLNetBert.StageTests;

/// <summary>Run as a process of its own: says what native code finds in the environment before and after something is first used.</summary>
internal static partial class TelemetryProbe
{
    public static void Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "lifetime":
                LifetimeProgram.Run(arguments[1..]);
                return;
            case "save":
                CultureProbe.Save(arguments[1], int.MaxValue);
                return;
            case "save-one":
                CultureProbe.Save(arguments[1], 1);
                return;
            case "load":
                CultureProbe.Load(arguments[1]);
                return;
            case "hold":
                KilledProcessTests.Hold();
                return;
            case "use":
                KilledProcessTests.Use(arguments[1]);
                return;
        }

        Console.Write($"{Native()} ");
        switch (arguments[0])
        {
            case "model":
                TouchModel();
                break;
            case "stage":
                TouchStage();
                break;
            case "file":
                Load(arguments[1]);
                break;
        }

        Console.WriteLine(Native());
    }

    // Each touches what it names in a method of its own, for the JIT compiler may touch it as it compiles a method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TouchModel() => Assert.Throws<BadInputException>(() => BertModel.Open("missing"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TouchStage() => new BertScoringOptions().ToString();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load(string file) => new MLContext().Model.Load(file, out _);

    private static string Native() => Marshal.PtrToStringUTF8(GetEnvironmentVariable("ORT_DISABLE_TELEMETRY")) ?? "unset";

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironmentVariable(string name);
}
