namespace MLNetBert.Mapping;

/// <summary>The values of a column that is passed through, for rows that are read ahead or kept.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Copies the value of the source's current row to a place.</summary>
    public abstract void Take(int at);

    /// <summary>A getter for the value at the place that <paramref name="at"/> gives.</summary>
    public abstract Delegate CreateGetter(Func<int> at);

    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        Type type = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorBuffer<>).MakeGenericType(raw.GenericTypeArguments)
            : typeof(ValueBuffer<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(type, source, column)!;
    }

    private abstract class Typed<TValue>(DataViewRow source, DataViewSchema.Column column) : ColumnBuffer
    {
        private readonly ValueGetter<TValue> _getter = source.GetGetter<TValue>(column);
        private TValue[] _values = [];

        public override void Take(int at)
        {
            if (at >= _values.Length)
                Array.Resize(ref _values, Math.Max(at + 1, 2 * _values.Length));
            // The place's own buffers are filled, since the source may reuse its own for the next row.
            _getter(ref _values[at]);
        }

        public override Delegate CreateGetter(Func<int> at)
            => (ValueGetter<TValue>)((ref TValue value) => Copy(_values[at()], ref value));

        protected abstract void Copy(in TValue from, ref TValue to);
    }

    private sealed class ValueBuffer<TValue>(DataViewRow source, DataViewSchema.Column column) : Typed<TValue>(source, column)
    {
        protected override void Copy(in TValue from, ref TValue to) => to = from;
    }

    private sealed class VectorBuffer<T>(DataViewRow source, DataViewSchema.Column column) : Typed<VBuffer<T>>(source, column)
    {
        protected override void Copy(in VBuffer<T> from, ref VBuffer<T> to) => from.CopyTo(ref to);
    }
}
