namespace Microsoft.ML;

/// <summary>ML.NET's wording for a column that is missing or of the wrong type.</summary>
internal static class SchemaMismatch
{
    public static ArgumentOutOfRangeException Missing(string role, string column)
        => new("inputSchema", $"Could not find {role} column '{column}'");

    public static ArgumentOutOfRangeException Wrong(string role, string column, string expected, string got)
        => new("inputSchema", $"Schema mismatch for {role} column '{column}': expected {expected}, got {got}");

    public static DataViewSchema.Column Require(this DataViewSchema schema, string role, string column)
        => schema.GetColumnOrNull(column) ?? throw Missing(role, column);
}
