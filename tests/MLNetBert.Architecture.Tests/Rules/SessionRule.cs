using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>A native session, which takes the process down if it is used after it was closed, is opened in one place and held by one class.</summary>
internal static class SessionRule
{
    private static readonly string[] Allowed = ["src/MLNetBert.Encoder/Session/SessionFactory.cs", "src/MLNetBert.Encoder/Session/NativeSession.cs"];

    public static IEnumerable<string> Broken(SourceProject project) =>
        from file in project.Files
        where !Allowed.Contains(file.Path)
        from name in CSharpSyntaxTree.ParseText(file.Text).GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.Text == "InferenceSession"
        select $"{project.Name}: {file.Path}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1} has a native session: SessionFactory opens them, and NativeSession holds them";
}
