#pragma warning disable
namespace MLNetBert;
public static class Tt
{
    static readonly List<(string, double)> L = new();
    public static void At(string s) { double t = (DateTime.Now - System.Diagnostics.Process.GetCurrentProcess().StartTime).TotalMilliseconds; lock (L) L.Add((s, t)); }
    static readonly long Z = DateTime.UtcNow.Ticks;
    public static int X; static Tt() { AppDomain.CurrentDomain.FirstChanceException += (_, e) => { Interlocked.Increment(ref X); lock (L) L.Add((e.Exception.GetType() + e.Exception.Message + e.Exception.StackTrace?.Split((char)10)[0], 0)); }; }
    public static void Dump() { Console.Error.WriteLine($"jit {System.Runtime.JitInfo.GetCompiledMethodCount(false)} {System.Runtime.JitInfo.GetCompilationTime(false).TotalMilliseconds} gc {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)} pause {GC.GetTotalPauseDuration().TotalMilliseconds} alloc {GC.GetTotalAllocatedBytes()} ex {X}"); foreach (var (s, t) in L) Console.Error.WriteLine($"{t,8:0.0} {s}"); }
}
