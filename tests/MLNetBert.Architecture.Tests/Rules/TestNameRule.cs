using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>A test's name is a sentence: words with underscores between them. A word with a capital inside is a name (PyTorch, CrossValidate), at most one in three.</summary>
internal static partial class TestNameRule
{
    public static IEnumerable<string> Broken(SourceProject project)
    {
        foreach (SourceFile file in project.Files)
        {
            SyntaxTree tree = CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview));
            foreach (MethodDeclarationSyntax method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(IsTest))
            {
                if (!IsSentence(method.Identifier.Text))
                    yield return $"{project.Name}: {file.Path}:{tree.GetLineSpan(method.Identifier.Span).StartLinePosition.Line + 1} {method.Identifier.Text} is no sentence";
            }
        }
    }

    private static bool IsTest(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(list => list.Attributes)
        .Any(attribute => attribute.Name.ToString() is var name && (name.EndsWith("Fact", StringComparison.Ordinal) || name.EndsWith("Theory", StringComparison.Ordinal)));

    private static bool IsSentence(string name)
    {
        string[] words = name.Split('_');
        return char.IsUpper(name[0]) && words.All(word => word.Length > 0) && words.Count(word => Hump().IsMatch(word)) * 3 <= words.Length;
    }

    [GeneratedRegex("[a-z0-9][A-Z]")]
    private static partial Regex Hump();
}
