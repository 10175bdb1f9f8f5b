using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>An assembly shows its internals to tests and benchmarks alone; the assembly above has the public face.</summary>
internal static class FriendRule
{
    public static IEnumerable<string> Broken(BoundProject project)
    {
        foreach (string friend in project.Project.Friends.Where(friend => !Allowed(friend)))
            yield return $"{project.Project.Name}: its project file shows its internals to {friend}";

        foreach ((SourceFile file, SyntaxTree tree) in project.Trees)
        {
            IEnumerable<AttributeSyntax> attributes = tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>()
                .Where(attribute => attribute.Name.ToString().Split('.')[^1] is "InternalsVisibleTo" or "InternalsVisibleToAttribute");
            foreach (AttributeSyntax attribute in attributes)
            {
                string friend = attribute.ArgumentList?.Arguments[0].Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText : "an assembly it does not name";
                if (!Allowed(friend))
                    yield return $"{project.Project.Name}: {file.Path}:{tree.GetLineSpan(attribute.Span).StartLinePosition.Line + 1} shows its internals to {friend}";
            }
        }
    }

    private static bool Allowed(string friend) => friend.Split(',')[0] is var name && (name.EndsWith(".Tests", StringComparison.Ordinal) || name == "MLNetBert.Benchmarks");
}
