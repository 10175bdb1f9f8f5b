using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>A method has at most 60 lines, a file at most 260.</summary>
internal static class LengthRule
{
    public const int MethodLines = 60;
    public const int FileLines = 260;

    /// <summary>Files that are too long.</summary>
    public static IEnumerable<string> BrokenFiles(SourceProject project) =>
        from file in project.Files
        let lines = file.Text.Split('\n').Length - 1
        where lines > FileLines
        select $"{project.Name}: {file.Path} has {lines} lines";

    /// <summary>Methods that are too long and not among <paramref name="unrolled"/> ("Type.Method"), and those of it that are no longer so.</summary>
    public static IEnumerable<string> BrokenMethods(IEnumerable<SourceProject> projects, IReadOnlyCollection<string> unrolled)
    {
        var seen = new HashSet<string>();
        foreach (SourceProject project in projects)
        {
            foreach ((string name, string place, int lines) in project.Files.SelectMany(Methods).Where(method => method.Lines > MethodLines))
            {
                if (unrolled.Contains(name))
                    seen.Add(name);
                else
                    yield return $"{project.Name}: {place} {name} has {lines} lines";
            }
        }

        foreach (string name in unrolled.Where(name => !seen.Contains(name)))
            yield return $"{name} is listed as unrolled, and is not longer than {MethodLines} lines";
    }

    private static IEnumerable<(string Name, string Place, int Lines)> Methods(SourceFile file)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview));
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax))
        {
            FileLinePositionSpan span = tree.GetLineSpan(node.Span);
            string type = node.Ancestors().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.Identifier.Text ?? "Program";
            yield return ($"{type}.{NameOf(node)}", $"{file.Path}:{span.StartLinePosition.Line + 1}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
        }

        GlobalStatementSyntax[] program = [.. tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>()];
        if (program.Length > 0)
        {
            FileLinePositionSpan span = tree.GetLineSpan(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(program[0].SpanStart, program[^1].Span.End));
            yield return ("Program", file.Path, span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
        }
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax => "new",
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        _ => node.Kind().ToString(),
    };
}
