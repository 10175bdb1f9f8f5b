using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MLNetBert.Resampling.Sampling;

/// <summary>
/// Compiles inner loops on another core while the data are still being checked: compiling them takes about as long as
/// searching ten thousand rows, and the first call of a process would wait for it.
/// </summary>
internal static class CompiledAhead
{
    private const int FewValues = 1 << 20;

    private static readonly Type[] Types =
    [
        typeof(WholeTileKernel), typeof(NeighbourSearch), typeof(Candidates), typeof(TopK), typeof(ExactDistance), typeof(Quantization),
        typeof(NewRows), typeof(SeededDraws),
    ];

    private static int _begun;

    /// <summary>Begins, once per process, and only if there is enough data to be worth it. Native code is compiled already.</summary>
    public static void Begin(FeatureMatrix features)
    {
        if (RuntimeFeature.IsDynamicCodeCompiled && (long)features.Rows * features.Columns >= FewValues && Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _begun, 1) == 0)
            _ = Task.Run(Compile);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "The linker's number for the same.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What was trimmed away need not be compiled.")]
    private static void Compile()
    {
        foreach (Type type in Types)
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }
    }
}
