namespace MLNetBert.Cli.Files;

/// <summary>
/// The descriptors that the process was started with. If one of standard input, output or error was closed then, its number belongs to
/// whatever was opened first, such as the runtime's own pipes: reading it would wait for ever, and writing to it would end the process.
/// </summary>
internal static partial class Descriptors
{
    private const int GetFlags = 1;

    private static readonly bool[] Standard = [IsInherited(0), IsInherited(1), IsInherited(2)];
    private static readonly List<SafeHandle> Kept = [];

    /// <summary>Keeps numbers that are free from going to files that are opened later, into which native code would then write its messages.</summary>
    public static void Occupy()
    {
        while (!OperatingSystem.IsWindows() && Array.Exists([0, 1, 2], number => Flags(number, GetFlags) < 0))
            Kept.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
    }

    /// <summary>Whether a descriptor was open when the process was started.</summary>
    public static bool IsOpen(int number) => number < Standard.Length ? Standard[number] : IsInherited(number);

    // What the runtime opens is marked to be closed when another program is started; what was handed to this one is not, or it would not be here.
    private static bool IsInherited(int number) => OperatingSystem.IsWindows() || Flags(number, GetFlags) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Flags(int number, int command);
}
