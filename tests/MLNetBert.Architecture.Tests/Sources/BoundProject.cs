using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>A project's sources as the compiler understands them.</summary>
internal sealed class BoundProject
{
    /// <summary>What ImplicitUsings brings.</summary>
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.None);

    private static readonly Lazy<MetadataReference[]> Packages = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MLNetBert", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly Dictionary<SyntaxTree, SourceFile> _files = [];

    private BoundProject(SourceProject project, IEnumerable<BoundProject> below)
    {
        Project = project;
        foreach (SourceFile file in project.Files)
            _files.Add(CSharpSyntaxTree.ParseText(file.Text, Parsing, file.Path), file);

        IEnumerable<string> generated = project.Friends
            .Select(friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]")
            .Append(Usings)
            .Concat(project.Usings);
        var sources = CSharpCompilation.Create(
            project.Name,
            [.. _files.Keys, .. generated.Select(text => CSharpSyntaxTree.ParseText(text, Parsing))],
            [.. Packages.Value, .. below.Select(other => other.Compilation.ToMetadataReference())],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, metadataImportOptions: MetadataImportOptions.All));
        Compilation = JsonGenerator.Run(sources, Parsing);
    }

    public SourceProject Project { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>Each file with its syntax.</summary>
    public IEnumerable<(SourceFile File, SyntaxTree Tree)> Trees => _files.Select(pair => (pair.Value, pair.Key));

    /// <summary>Binds projects, each after those it refers to; a project sees all that come before it.</summary>
    public static IReadOnlyList<BoundProject> Bind(params IEnumerable<SourceProject> projects)
    {
        var bound = new List<BoundProject>();
        foreach (SourceProject project in projects)
            bound.Add(new BoundProject(project, bound));

        return bound;
    }

    /// <summary>The file a type of this project is declared in; the first, where it is in several.</summary>
    public SourceFile? Declares(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Select(reference => _files.GetValueOrDefault(reference.SyntaxTree)).FirstOrDefault(file => file != null);

    /// <summary>Every folder that declares a part of the type.</summary>
    public IEnumerable<string> FoldersOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Where(reference => _files.ContainsKey(reference.SyntaxTree)).Select(reference => _files[reference.SyntaxTree].Folder).Distinct();
}
