using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>System.Text.Json's source generator, the one whose members sources name; it comes with the SDK.</summary>
internal static class JsonGenerator
{
    private static readonly Lazy<IIncrementalGenerator> Made = new(() =>
    {
        string packs = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        string path = Directory.GetFiles(packs, "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        return (IIncrementalGenerator)Activator.CreateInstance(Assembly.LoadFrom(path).GetType("System.Text.Json.SourceGeneration.JsonSourceGenerator")!)!;
    });

    /// <summary>A compilation with what is generated for it.</summary>
    public static CSharpCompilation Run(CSharpCompilation compilation, CSharpParseOptions parsing)
    {
        CSharpGeneratorDriver.Create([Made.Value.AsSourceGenerator()], parseOptions: parsing).RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        return (CSharpCompilation)generated;
    }
}
