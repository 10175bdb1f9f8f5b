using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Runs damaged files through one reader until the time is up, and says what happened that should not.</summary>
internal static class FuzzRun
{
    private const int MostFindings = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10), LongestWait = TimeSpan.FromSeconds(100);
    private static TimeSpan _begun;

    /// <summary>Where the file at hand is, for the case that the process does not survive it.</summary>
    public static string Current(string target) => Path.Combine(Path.GetTempPath(), $"mlnetbert-fuzz-{target}.current");

    /// <summary>Stores a file under artifacts and gives its path.</summary>
    public static string Save(string target, byte[] file, string? folder = null)
    {
        folder ??= Path.Combine(RepositoryFiles.Root, "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(file))[..12]}");
        File.WriteAllBytes(path, file);
        return path;
    }

    /// <summary>Reads one file and says how that went.</summary>
    public static int Again(FuzzTarget target, string file)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetbert-fuzz-");
        var watch = Stopwatch.StartNew();
        string place = Try(target, File.ReadAllBytes(file), folder.FullName, out Exception? wrong);
        Console.WriteLine($"{target.Name}: {watch.Elapsed.TotalSeconds:F1} s: {wrong?.ToString() ?? place}");
        folder.Delete(recursive: true);
        return wrong == null ? 0 : 1;
    }

    public static int Run(FuzzTarget target, int seconds, int seed, bool keep)
    {
        string kept = Path.Combine(RepositoryFiles.Root, "tests", "corpora", target.Name);
        byte[][] first = [.. target.Seeds(), .. Directory.Exists(kept) ? Directory.EnumerateFiles(kept).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : []];
        List<byte[]> pool = [.. first];
        Mutator mutator = new(seed, target.Words);
        HashSet<string> seen = [], findings = [];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetbert-fuzz-");
        Stopwatch watch = Stopwatch.StartNew(), one = Stopwatch.StartNew();
        using Timer hang = new(_ => EndIfHung(target, one), null, 1000, 1000);
        long runs = 0, memory = 0, greatest = 0;
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        for (; runs < first.Length || (watch.Elapsed.TotalSeconds < seconds && findings.Count < MostFindings); runs++)
        {
            byte[] file = runs < first.Length ? first[runs] : mutator.Next(pool);
            File.WriteAllBytes(Current(target.Name), file);
            _begun = Environment.CpuUsage.TotalTime;
            one.Restart();
            string place = Try(target, file, folder.FullName, out Exception? wrong);
            one.Reset();
            one.Start();
            if (wrong != null && findings.Add(place))
                output.WriteLine($"{target.Name}: {Save(target.Name, file)}: {wrong}");
            else if (seen.Add(place) && runs >= first.Length && pool.Count < 4000)
                Take(file);
            if (runs % 2000 == 1999)
                Watch();
        }

        folder.Delete(recursive: true);
        File.Delete(Current(target.Name));
        output.WriteLine($"{target.Name}: {runs:N0} files in {watch.Elapsed.TotalSeconds:F0} s, seed {seed}; {seen.Count} ways through, {findings.Count} findings; memory at most {greatest >> 20} MB, {memory >> 20} MB after the first 2,000");
        return findings.Count == 0 ? 0 : 1;

        void Take(byte[] file)
        {
            pool.Add(file);
            if (keep && file.Length < 20_000)
                Save(target.Name, file, kept);
        }

        void Watch()
        {
            GC.Collect();
            long now = Process.GetCurrentProcess().WorkingSet64;
            memory = memory == 0 ? now : memory;
            greatest = Math.Max(greatest, now);
            if (now > memory + (512L << 20) && findings.Add("memory"))
                output.WriteLine($"{target.Name}: memory grew from {memory >> 20} to {now >> 20} MB.");
        }
    }

    /// <summary>What the reader did, told by where it came out; an exception that no caller should see is handed out.</summary>
    private static string Try(FuzzTarget target, byte[] file, string folder, out Exception? wrong)
    {
        wrong = null;
        try
        {
            return target.Run(file, folder);
        }
        catch (Exception e)
        {
            Exception inner = e is TargetInvocationException { InnerException: { } cause } ? cause : e;
            if (inner is not BadInputException && IsOurs(inner))
                wrong = inner;
            IEnumerable<StackFrame> frames = new StackTrace(inner.InnerException ?? inner).GetFrames().Take(4);
            return $"{inner.GetType().Name} {(inner as BadInputException)?.Code} {string.Join(' ', frames.Select(frame => $"{frame.GetMethod()?.MetadataToken:x}+{frame.GetILOffset():x}"))}";
        }
    }

    /// <summary>Whether the first code that is not the platform's is this library's; ML.NET's own refusals are not ours to word.</summary>
    private static bool IsOurs(Exception e)
    {
        foreach (StackFrame frame in new StackTrace(e).GetFrames())
        {
            string name = frame.GetMethod()?.DeclaringType?.FullName ?? "";
            if (!name.StartsWith("System.", StringComparison.Ordinal) && name.Length > 0)
                return name.StartsWith("MLNetBert.", StringComparison.Ordinal);
        }

        return true;
    }

    private static void EndIfHung(FuzzTarget target, Stopwatch one)
    {
        // Beside other work a file may wait long for a processor.
        if (one.Elapsed > LongestWait || (one.Elapsed > Longest && Environment.CpuUsage.TotalTime - _begun > Longest))
            Environment.FailFast($"{target.Name}: one file takes more than {Longest.TotalSeconds} s.");
    }
}
