namespace MLNetBert.Mapping;

/// <summary>Finds columns and checks their types, with the errors that ML.NET's own stages give at Fit.</summary>
internal static class SchemaChecks
{
    public static DataViewSchema.Column Require(this DataViewSchema schema, string name, string expected, Func<DataViewType, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(schema, "inputSchema");
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name);
        return fits(column.Type) ? column : throw Mismatch(name, expected, column.Type.ToString()!);
    }

    public static SchemaShape.Column Require(this SchemaShape schema, string name, string expected, Func<SchemaShape.Column, bool> fits)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
                return fits(column) ? column : throw Mismatch(name, expected, Describe(column));
        }

        throw Missing(name);
    }

    /// <summary>The shape with new columns, replacing those of the same name or added at the end.</summary>
    public static SchemaShape With(this SchemaShape schema, params SchemaShape.Column[] columns)
    {
        var names = columns.Select(c => c.Name).ToHashSet();
        return new SchemaShape(schema.Where(c => !names.Contains(c.Name)).Concat(columns));
    }

    public static SchemaShape.Column Shape(string name, VectorDataViewType type, params SchemaShape.Column[] annotations)
        => MLNetInternals.NewShapeColumn(
            name,
            type.IsKnownSize ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector,
            type.ItemType,
            isKey: false,
            new SchemaShape(annotations));

    public static bool IsText(SchemaShape.Column column)
        => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is TextDataViewType;

    public static bool IsVectorOf(SchemaShape.Column column, DataViewType item)
        => column.Kind != SchemaShape.Column.VectorKind.Scalar && !column.IsKey && column.ItemType.Equals(item);

    public static bool IsVectorOf(DataViewType type, DataViewType item) => type is VectorDataViewType vector && vector.ItemType.Equals(item);

    private static ArgumentOutOfRangeException Missing(string name)
        => new("inputSchema", $"Could not find input column '{name}'");

    private static ArgumentOutOfRangeException Mismatch(string name, string expected, string got)
        => new("inputSchema", $"Schema mismatch for input column '{name}': expected {expected}, got {got}");

    private static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }
}
