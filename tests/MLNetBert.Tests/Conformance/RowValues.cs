using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.Conformance;

/// <summary>Reads rows as values that can be compared, whatever their types.</summary>
internal static class RowValues
{
    /// <summary>All values of the columns, row by row, with each row's id first.</summary>
    public static List<object[]> All(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        Func<object[]> read = Reader(cursor, columns);
        List<object[]> rows = [];
        while (cursor.MoveNext())
            rows.Add(read());
        return rows;
    }

    public static List<object[]> All(IDataView view, params IEnumerable<DataViewSchema.Column> columns)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        return All(cursor, columns);
    }

    /// <summary>Reads the current row: its id, then the columns. The buffers it reads into are dirty from the beginning.</summary>
    public static Func<object[]> Reader(DataViewRow row, IEnumerable<DataViewSchema.Column> columns)
    {
        ValueGetter<DataViewRowId> getId = row.GetIdGetter();
        Func<object>[] getters = [.. columns.Select(column => Getter(row, column))];
        return () =>
        {
            DataViewRowId id = default;
            getId(ref id);
            return [id, .. getters.Select(getter => getter())];
        };
    }

    public static Func<object> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        bool isVector = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>);
        MethodInfo method = typeof(RowValues).GetMethod(isVector ? nameof(Vector) : nameof(Scalar), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(isVector ? raw.GenericTypeArguments[0] : raw);
        return method.CreateDelegate<Func<DataViewRow, DataViewSchema.Column, Func<object>>>()(row, column);
    }

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Plain(value);
        };
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        var values = new T[3];
        if (values is float[] floats)
            floats.AsSpan().Fill(float.NaN);
        else if (values is long[] integers)
            integers.AsSpan().Fill(-77);
        var value = new VBuffer<T>(1000, 2, values, [1, 500, 0]);
        return () =>
        {
            getter(ref value);
            return value.DenseValues().Select(item => Plain(item)).ToArray();
        };
    }

    private static object Plain<T>(T value) => value is ReadOnlyMemory<char> text ? text.ToString() : value!;
}
