using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Objects of a class as rows.</summary>
internal sealed class TypedSchema<TRow>
{
    public TypedSchema(SchemaDefinition definition)
    {
        Columns = TypedColumn<TRow>.Create(definition);
        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.Column.ColumnName, column.Column.ColumnType);
        Schema = builder.ToSchema();
    }

    public TypedColumn<TRow>[] Columns { get; }

    public DataViewSchema Schema { get; }

    public ValueGetter<TValue> GetGetter<TValue>(int column, Func<TRow> current)
        => Columns[column].CreateGetter(current) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{Schema[column].Type.RawType}'.");
}

/// <summary>The one row of a prediction engine.</summary>
internal sealed class TypedInputRow<TRow>(TypedSchema<TRow> schema) : DataViewRow where TRow : class
{
    private TRow _current;
    private long _position = -1;

    public override DataViewSchema Schema => schema.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow row)
    {
        _current = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => schema.GetGetter<TValue>(column.Index, () => _current);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)_position, 0);
}

/// <summary>Fills objects of a class from a row's columns.</summary>
internal sealed class TypedFiller<TRow>
{
    private readonly Action<TRow>[] _setters;

    public TypedFiller(DataViewRow row, (TypedColumn<TRow> Member, DataViewSchema.Column Column)[] bound)
        => _setters = [.. bound.Select(b => b.Member.CreateSetter(row, b.Column))];

    public static (TypedColumn<TRow> Member, DataViewSchema.Column Column)[] Bind(DataViewSchema schema, bool ignoreMissing, SchemaDefinition definition)
    {
        var bound = new List<(TypedColumn<TRow>, DataViewSchema.Column)>();
        foreach (var member in TypedColumn<TRow>.Create(definition))
        {
            var name = member.Column.ColumnName;
            if (schema.GetColumnOrNull(name) is not { } column)
            {
                if (ignoreMissing)
                    continue;
                throw new InvalidOperationException($"Column '{name}' not found in the data view");
            }

            if (column.Type.RawType != member.Column.ColumnType.RawType)
                throw new InvalidOperationException($"Can't bind the IDataView column '{name}' of type '{column.Type}' to field or property '{member.Column.MemberName}' of type '{member.Column.MemberType}'.");
            bound.Add((member, column));
        }

        return [.. bound];
    }

    public void Fill(TRow row)
    {
        foreach (var set in _setters)
            set(row);
    }
}
