using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The values of one column, by row.</summary>
internal abstract class ColumnStore
{
    public abstract void Add();

    public static ColumnStore Create(DataViewRow row, DataViewSchema.Column column)
    {
        var raw = column.Type.RawType;
        var type = column.Type is VectorDataViewType ? typeof(VectorStore<>).MakeGenericType(raw.GenericTypeArguments) : typeof(ValueStore<>).MakeGenericType(raw);
        return (ColumnStore)Activator.CreateInstance(type, row, column);
    }
}

internal abstract class ColumnStore<TValue>(DataViewRow row, DataViewSchema.Column column) : ColumnStore
{
    private readonly ValueGetter<TValue> _getter = row.GetGetter<TValue>(column);

    protected List<TValue> Values { get; } = [];

    public override void Add()
    {
        TValue value = default;
        _getter(ref value);
        Values.Add(value);
    }

    public abstract void Get(int at, ref TValue value);
}

internal sealed class ValueStore<TValue>(DataViewRow row, DataViewSchema.Column column) : ColumnStore<TValue>(row, column)
{
    public override void Get(int at, ref TValue value) => value = Values[at];
}

internal sealed class VectorStore<T>(DataViewRow row, DataViewSchema.Column column) : ColumnStore<VBuffer<T>>(row, column)
{
    public override void Get(int at, ref VBuffer<T> value) => Values[at].CopyTo(ref value);
}
