using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace MLNetBert.Cli.Terminal;

/// <summary>Loads ONNX Runtime, which takes as long as all that comes before a model is opened, beside that.</summary>
internal static partial class RuntimeAhead
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    private static readonly string[] Users = ["extract", "inspect", "predict", "train", "verify"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static Task _loading = Task.CompletedTask;

    /// <summary>Begins, if the command line will need it, and returns at once.</summary>
    public static void Load(string[] args)
    {
        if (args is [var command, ..] && Users.Contains(command) && !args.Contains("--help"))
            _loading = Task.Run(Load);
    }

    /// <summary>Waits for the end of it. A process that ends meanwhile crashes: the library would be taken down while it builds itself up.</summary>
    public static void Finish() => _loading.Wait(Patience);

    private static void Load()
    {
        try
        {
            KeepFreedPages();

            // The encoder's keeps the runtime silent, which must come first.
            RuntimeHelpers.RunModuleConstructor(typeof(BertModel).Module.ModuleHandle);
            using SessionOptions options = new();
            OrtEnv.Instance();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or OnnxRuntimeException)
        {
            // Said where the model is opened.
        }
    }

    // glibc's malloc comes to these by itself after a few large blocks; meanwhile, each of a model's tensors is given back to the system and its pages are cleared anew.
    private static void KeepFreedPages()
    {
        if (OperatingSystem.IsLinux() && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
        {
            _ = SetMallocOption(MapThreshold, 32 << 20);
            _ = SetMallocOption(TrimThreshold, 64 << 20);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
