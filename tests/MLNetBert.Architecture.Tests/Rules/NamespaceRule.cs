using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>A type's namespace is its assembly's name and folder, but for public types in the few namespaces that users type.</summary>
internal static class NamespaceRule
{
    private static readonly string[] Typed = ["MLNetBert", "MLNetBert.Tokenizers", "MLNetBert.Resampling", "Microsoft.ML", "Microsoft.Extensions.DependencyInjection"];

    public static IEnumerable<string> Broken(BoundProject project)
    {
        foreach (IGrouping<string, SourceFile> folder in project.Project.Files.GroupBy(file => file.Folder).Where(folder => folder.Key.Split('/').Contains("Internals")))
            yield return $"{project.Project.Name}: folder {folder.Key} says nothing of what is in it";

        foreach ((SourceFile file, SyntaxTree tree) in project.Trees)
        {
            SemanticModel model = project.Compilation.GetSemanticModel(tree);
            string expected = Expected(project.Project.Name, file.Folder);
            foreach (MemberDeclarationSyntax declaration in tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>())
            {
                if (declaration is (BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) && model.GetDeclaredSymbol(declaration) is INamedTypeSymbol type && !Allowed(type, expected))
                {
                    string chosen = type.DeclaredAccessibility == Accessibility.Public ? $" or one of {string.Join(", ", Typed)}" : "";
                    yield return $"{project.Project.Name}: {file.Path}: {type.Name} is in {type.ContainingNamespace.ToDisplayString()}, not in {expected}{chosen}";
                }
            }
        }
    }

    private static string Expected(string assembly, string folder) =>
        folder == "" ? assembly
        : folder.StartsWith("Shared/", StringComparison.Ordinal) ? $"MLNetBert.{folder.Replace('/', '.')}"
        : $"{assembly}.{folder.Replace('/', '.')}";

    private static bool Allowed(INamedTypeSymbol type, string expected)
    {
        string name = type.ContainingNamespace.ToDisplayString();
        return name == expected
            || (type.DeclaredAccessibility == Accessibility.Public && Typed.Contains(name))
            || type.IsFileLocal
            || (name == "System.Runtime.CompilerServices" && type.Name.EndsWith("Attribute", StringComparison.Ordinal));
    }
}
