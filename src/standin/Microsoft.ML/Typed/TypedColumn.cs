using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Moves values between a member of a class and a column.</summary>
internal abstract class TypedColumn<TRow>(SchemaDefinition.Column column)
{
    public SchemaDefinition.Column Column { get; } = column;

    public abstract Delegate CreateGetter(Func<TRow> current);

    public abstract Action<TRow> CreateSetter(DataViewRow row, DataViewSchema.Column from);

    public static TypedColumn<TRow>[] Create(SchemaDefinition definition)
        => [.. (definition ?? SchemaDefinition.Create(typeof(TRow))).Select(c => c.MemberType switch
        {
            var t when c.ColumnType is KeyDataViewType => Make(typeof(KeyColumn<,>), c, t),
            var t when t == typeof(string) => Make(typeof(TextColumn<>), c),
            var t when t == typeof(string[]) => Make(typeof(TextArrayColumn<>), c),
            var t when t.IsArray => Make(typeof(ArrayColumn<,>), c, t.GetElementType()),
            var t when t.IsGenericType && t.GetGenericTypeDefinition() == typeof(VBuffer<>) => Make(typeof(BufferColumn<,>), c, t.GenericTypeArguments[0]),
            var t => Make(typeof(ValueColumn<,>), c, t),
        })];

    private static TypedColumn<TRow> Make(Type type, SchemaDefinition.Column column, params Type[] arguments)
        => (TypedColumn<TRow>)Activator.CreateInstance(type.MakeGenericType([typeof(TRow), .. arguments]), column);
}

internal abstract class TypedColumn<TRow, TMember, TValue> : TypedColumn<TRow>
{
    private readonly Func<TRow, TMember> _get;
    private readonly Action<TRow, TMember> _set;

    protected TypedColumn(SchemaDefinition.Column column) : base(column)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TMember));
        var member = column.Member is FieldInfo field ? Expression.Field(row, field) : Expression.Property(row, (PropertyInfo)column.Member);
        _get = Expression.Lambda<Func<TRow, TMember>>(member, row).Compile();
        _set = Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(member, value), row, value).Compile();
    }

    protected abstract void ToColumn(TMember member, ref TValue value);

    protected abstract void ToMember(in TValue value, ref TMember member);

    public override Delegate CreateGetter(Func<TRow> current)
        => (ValueGetter<TValue>)((ref TValue value) => ToColumn(_get(current()), ref value));

    public override Action<TRow> CreateSetter(DataViewRow row, DataViewSchema.Column from)
    {
        var getter = row.GetGetter<TValue>(from);
        TValue value = default;
        return target =>
        {
            getter(ref value);
            var member = _get(target);
            ToMember(value, ref member);
            _set(target, member);
        };
    }
}

internal sealed class ValueColumn<TRow, T>(SchemaDefinition.Column column) : TypedColumn<TRow, T, T>(column)
{
    protected override void ToColumn(T member, ref T value) => value = member;

    protected override void ToMember(in T value, ref T member) => member = value;
}

/// <summary>As ML.NET's: one is added on the way in, and nothing is taken off on the way out.</summary>
internal sealed class KeyColumn<TRow, T>(SchemaDefinition.Column column) : TypedColumn<TRow, T, T>(column) where T : IBinaryInteger<T>
{
    private readonly ulong _count = ((KeyDataViewType)column.ColumnType).Count;

    protected override void ToColumn(T member, ref T value) => value = ulong.CreateChecked(member) < _count ? member + T.One : T.Zero;

    protected override void ToMember(in T value, ref T member) => member = value;
}

internal sealed class TextColumn<TRow>(SchemaDefinition.Column column) : TypedColumn<TRow, string, ReadOnlyMemory<char>>(column)
{
    protected override void ToColumn(string member, ref ReadOnlyMemory<char> value) => value = member.AsMemory();

    protected override void ToMember(in ReadOnlyMemory<char> value, ref string member) => member = value.ToString();
}

internal sealed class ArrayColumn<TRow, T>(SchemaDefinition.Column column) : TypedColumn<TRow, T[], VBuffer<T>>(column)
{
    protected override void ToColumn(T[] member, ref VBuffer<T> value) => new VBuffer<T>(member?.Length ?? 0, member).CopyTo(ref value);

    protected override void ToMember(in VBuffer<T> value, ref T[] member)
    {
        // The array is reused where it fits, as the row object is.
        if (member?.Length != value.Length)
            member = new T[value.Length];
        value.CopyTo(member);
    }
}

internal sealed class TextArrayColumn<TRow>(SchemaDefinition.Column column) : TypedColumn<TRow, string[], VBuffer<ReadOnlyMemory<char>>>(column)
{
    protected override void ToColumn(string[] member, ref VBuffer<ReadOnlyMemory<char>> value)
        => value = new(member?.Length ?? 0, [.. member?.Select(t => t.AsMemory()) ?? []]);

    protected override void ToMember(in VBuffer<ReadOnlyMemory<char>> value, ref string[] member) => member = [.. value.DenseValues().Select(t => t.ToString())];
}

internal sealed class BufferColumn<TRow, T>(SchemaDefinition.Column column) : TypedColumn<TRow, VBuffer<T>, VBuffer<T>>(column)
{
    protected override void ToColumn(VBuffer<T> member, ref VBuffer<T> value) => member.CopyTo(ref value);

    protected override void ToMember(in VBuffer<T> value, ref VBuffer<T> member) => value.CopyTo(ref member);
}
