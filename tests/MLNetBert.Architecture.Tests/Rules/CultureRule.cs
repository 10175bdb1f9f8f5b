using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>
/// No number becomes text in the culture of the process. Analyzers see calls that could take a culture, and eng/InvariantText.cs to $"..."; this sees the rest: numbers
/// that are joined, added or appended to text.
/// </summary>
internal static class CultureRule
{
    private static readonly string[] OtherNumbers = ["Half", "Int128", "UInt128", "BigInteger", "DateTimeOffset", "DateOnly", "TimeOnly"];

    public static IEnumerable<string> Broken(BoundProject project)
    {
        foreach ((SourceFile file, SyntaxTree tree) in project.Trees)
        {
            SemanticModel model = project.Compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(node => IsText(model, node)))
                yield return $"{project.Project.Name}: {file.Path}:{tree.GetLineSpan(node.Span).StartLinePosition.Line + 1} makes text of a number in the user's culture; put it into $\"...\"";
        }
    }

    private static bool IsText(SemanticModel model, SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => IsString(model, sum) && (IsNumber(Type(model, sum.Left)) || IsNumber(Type(model, sum.Right))),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum => IsString(model, sum.Left) && IsNumber(Type(model, sum.Right)),
        InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol method => Writes(method) && (
            method.TypeArguments.Any(IsNumber)
            || call.ArgumentList.Arguments.Select(argument => Type(model, argument.Expression)).Any(type => IsNumber(type) || (type is IArrayTypeSymbol array && IsNumber(array.ElementType)))),
        // The framework puts the value into the message.
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [_, var value, ..] } made => Type(model, made)?.Name == nameof(ArgumentOutOfRangeException) && IsNumber(Type(model, value.Expression)),
        _ => false,
    };

    private static bool Writes(IMethodSymbol method) => method.ContainingType.Name switch
    {
        "String" => method.Name is "Join" or "Concat",
        "StringBuilder" => (method.Name is "Append" or "AppendJoin") && method.Parameters is [{ Type.SpecialType: not SpecialType.System_Char }, ..],
        "TextWriter" or "StreamWriter" or "StringWriter" or "Console" => method.Name is "Write" or "WriteLine",
        _ => false,
    };

    private static bool IsString(SemanticModel model, ExpressionSyntax expression) => Type(model, expression)?.SpecialType == SpecialType.System_String;

    private static ITypeSymbol? Type(SemanticModel model, ExpressionSyntax expression) => model.GetTypeInfo(expression).Type;

    private static bool IsNumber(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        return type != null && (type.SpecialType is (>= SpecialType.System_SByte and <= SpecialType.System_Double) or SpecialType.System_DateTime || OtherNumbers.Contains(type.Name));
    }
}
