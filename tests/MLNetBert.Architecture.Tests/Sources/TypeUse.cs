using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>A place where code in one file uses a type that another folder of the same project declares.</summary>
/// <param name="From">The file that uses it.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Type">The type's name.</param>
/// <param name="Folder">The folder that declares it.</param>
internal sealed record TypeUse(SourceFile From, int Line, string Type, string Folder)
{
    public override string ToString() => $"{From.Path}:{Line} uses {Type}";

    /// <summary>All uses across folders. Comments do not count: they may point anywhere.</summary>
    public static IEnumerable<TypeUse> Of(BoundProject project)
    {
        foreach ((SourceFile file, SyntaxTree tree) in project.Trees)
        {
            SemanticModel model = project.Compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(Refers))
            {
                SymbolInfo info = model.GetSymbolInfo(node);
                if (Outermost(info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is { } type
                    && project.FoldersOf(type).ToList() is [var folder, ..] folders && !folders.Contains(file.Folder))
                {
                    yield return new TypeUse(file, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, type.Name, folder);
                }
            }
        }
    }

    private static bool Refers(SyntaxNode node) => node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax or ElementAccessExpressionSyntax;

    /// <summary>The type a symbol is or is a member of; of nested types the outermost.</summary>
    private static INamedTypeSymbol? Outermost(ISymbol? symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer)
            type = outer;

        return type?.OriginalDefinition;
    }
}
