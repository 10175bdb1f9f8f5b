using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace MLNetBert.Mapping;

/// <summary>
/// Tells the Dispose of a prediction engine, which by ML.NET's default owns the model that it was made with, from the model's own. An engine does nothing else that the model
/// could see, so the stack is asked. In a program that makes many engines the compiler may draw the engine's Dispose into the method that calls it, where no stack shows it; but not
/// before that method was often seen to call it: then the number of engines that are left decides.
/// </summary>
internal sealed class EngineHolds
{
    /// <summary>How far up a method may be drawn into others.</summary>
    private const int Depth = 3;

    /// <summary>The methods that were seen to dispose of engines.</summary>
    private static readonly ConcurrentDictionary<(Guid Module, int Token), bool> Callers = [];

    private int _made, _gone;

    /// <summary>An engine was made, or another user of single rows.</summary>
    public void Add() => Interlocked.Increment(ref _made);

    /// <summary>Whether it is an engine that disposes of the model now. Call it from Dispose.</summary>
    public bool GiveUp()
    {
        MethodBase[] stack = [.. new StackTrace().GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>().Where(method => method.HasMetadataToken())];
        int engine = Array.FindIndex(stack, IsEngine);
        if (engine >= 0)
        {
            foreach (MethodBase caller in stack.Skip(engine + 1).TakeWhile(method => method.Module != typeof(object).Module).Take(Depth))
                Callers[Key(caller)] = true;
        }
        else if (_gone >= _made || Array.Find(stack, method => method.Name != nameof(IDisposable.Dispose) && method.Module != typeof(EngineHolds).Module) is not { } caller || !Callers.ContainsKey(Key(caller)))
        {
            return false;
        }

        Interlocked.Increment(ref _gone);
        return true;
    }

    private static bool IsEngine(MethodBase method) => method is { Name: nameof(IDisposable.Dispose), DeclaringType: { IsGenericType: true } type }
        && type.GetGenericTypeDefinition() == typeof(PredictionEngineBase<,>);

    private static (Guid, int) Key(MethodBase method) => (method.Module.ModuleVersionId, method.MetadataToken);
}
