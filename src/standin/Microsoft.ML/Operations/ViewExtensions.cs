using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    public static class ColumnCursorExtensions
    {
        /// <summary>One column's values, as the type its getters fill, or as string or array.</summary>
        public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

        public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
        {
            if (column.Type.RawType == typeof(T))
                return Enumerate<T, T>(data, column, (ref T value) => value);
            if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
                return (IEnumerable<T>)Enumerate(data, column, (ref ReadOnlyMemory<char> value) => value.ToString());
            if (typeof(T) == typeof(float[]) && column.Type.RawType == typeof(VBuffer<float>))
                return (IEnumerable<T>)Enumerate(data, column, (ref VBuffer<float> value) => value.DenseValues().ToArray());
            if (typeof(T) == typeof(long[]) && column.Type.RawType == typeof(VBuffer<long>))
                return (IEnumerable<T>)Enumerate(data, column, (ref VBuffer<long> value) => value.DenseValues().ToArray());
            throw new ArgumentException($"Can't read column '{column.Name}' of type '{column.Type}' as {typeof(T)}.", nameof(column));
        }

        private static IEnumerable<T> Enumerate<TValue, T>(IDataView data, DataViewSchema.Column column, Converter<TValue, T> convert)
        {
            using var cursor = data.GetRowCursor([column]);
            var getter = cursor.GetGetter<TValue>(column);
            while (cursor.MoveNext())
            {
                TValue value = default;
                getter(ref value);
                yield return convert(ref value);
            }
        }

        private delegate T Converter<TValue, out T>(ref TValue value);
    }

    public static class DataViewExtensions
    {
        public static DataViewRowCursor GetRowCursor(this IDataView dv, params DataViewSchema.Column[] columnsNeeded) => dv.GetRowCursor(columnsNeeded, null);

        public static DataViewRowCursor GetRowCursorForAllColumns(this IDataView dv) => dv.GetRowCursor(dv.Schema);
    }
}

namespace Microsoft.ML
{
    public static class DebuggerExtensions
    {
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

        public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100) => new(transformer.Transform(data), maxRows);
    }
}
