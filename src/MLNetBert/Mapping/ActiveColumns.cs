namespace MLNetBert.Mapping;

/// <summary>Which columns a row or cursor was asked for.</summary>
internal static class ActiveColumns
{
    /// <exception cref="ArgumentException">A column belongs to another schema.</exception>
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        bool[] active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[IndexIn(schema, column)] = true;
        return active;
    }

    /// <summary>A column's place in a schema, to which it must belong, or to one just like it.</summary>
    /// <exception cref="ArgumentException">It belongs to another schema.</exception>
    public static int IndexIn(DataViewSchema schema, DataViewSchema.Column column)
        => column.Index < schema.Count && schema[column.Index] is var own && own.Name == column.Name && own.Type.Equals(column.Type) ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' belongs to another schema; take it from the schema of this view or row.", nameof(column));

    public static bool IsActive(bool[] active, DataViewSchema schema, DataViewSchema.Column column) => active[IndexIn(schema, column)];

    public static void Check(bool[] active, DataViewSchema schema, DataViewSchema.Column column)
    {
        if (!IsActive(active, schema, column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active; ask for it when the cursor is made.");
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate? getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{column.Type.RawType}' of column '{column.Name}'.");

    /// <summary>The error of reading where there is no row.</summary>
    public static InvalidOperationException NoRow() => new("The cursor is not on a row: call MoveNext first, and read values only while it returned true.");
}
