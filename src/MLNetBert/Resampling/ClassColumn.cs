using System.Numerics;

namespace MLNetBert.Resampling;

/// <summary>A column of classes of any type that ML.NET has for them: key, text, truth value or number.</summary>
internal sealed class ClassColumn
{
    private readonly DataViewType _type;
    private readonly string[]? _keyNames;

    public ClassColumn(DataViewSchema schema, string name)
    {
        Column = schema.Require(name, "Key, String, Boolean or a number", Fits);
        _type = Column.Type;
        if (_type is KeyDataViewType && Column.Annotations.Schema.GetColumnOrNull("KeyValues") is { Type: VectorDataViewType values } annotation)
            _keyNames = KeyNames(annotation, values.ItemType.RawType);
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Whether classes of the two can be compared by number.</summary>
    public bool IsLike(ClassColumn other) => _type.RawType == other._type.RawType && _type is KeyDataViewType == other._type is KeyDataViewType;

    public bool HasKeyNames => _keyNames != null;

    /// <summary>What a class is called.</summary>
    public string Name(ClassValue value)
    {
        if (value.Text != null)
            return value.Text;
        if (_type is BooleanDataViewType)
            return value.Number == 0 ? "false" : "true";
        return _keyNames != null && value.Number <= _keyNames.Length ? _keyNames[(int)value.Number - 1] : value.Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A reader of the class in the cursor's current row.</summary>
    public Func<ClassValue> CreateReader(DataViewRow row)
    {
        string missing = $"has no {(_type is KeyDataViewType ? "key (a missing value, or one that the key mapping has not seen)" : "label")}; give every row a class, or filter such rows out";
        if (_type is TextDataViewType)
            return Reader<ReadOnlyMemory<char>>(row, text => text.IsEmpty ? throw Bad(row, missing) : new(text.ToString()));
        if (_type is BooleanDataViewType)
            return Reader<bool>(row, value => new(value ? 1 : 0));
        if (_type is KeyDataViewType)
            return _type.RawType == typeof(byte) ? Key<byte>() : _type.RawType == typeof(ushort) ? Key<ushort>() : _type.RawType == typeof(uint) ? Key<uint>() : Key<ulong>();

        return Type.GetTypeCode(_type.RawType) switch
        {
            TypeCode.SByte => Whole<sbyte>(),
            TypeCode.Byte => Whole<byte>(),
            TypeCode.Int16 => Whole<short>(),
            TypeCode.UInt16 => Whole<ushort>(),
            TypeCode.Int32 => Whole<int>(),
            TypeCode.UInt32 => Whole<uint>(),
            TypeCode.Int64 => Whole<long>(),
            TypeCode.UInt64 => Whole<ulong>(),
            TypeCode.Single => Real<float>(),
            _ => Real<double>(),
        };

        Func<ClassValue> Key<T>()
            where T : INumber<T>
            => Reader<T>(row, value => T.IsZero(value) ? throw Bad(row, missing) : new(Int128.CreateChecked(value)));

        Func<ClassValue> Whole<T>()
            where T : INumber<T>
            => Reader<T>(row, value => new(Int128.CreateChecked(value)));

        Func<ClassValue> Real<T>()
            where T : INumber<T>
            => Reader<T>(row, value => T.IsNaN(value) ? throw Bad(row, missing)
                : T.IsInteger(value) && double.Abs(double.CreateChecked(value)) < 1e30 ? new(Int128.CreateChecked(value))
                : throw Bad(row, string.Create(CultureInfo.InvariantCulture, $"is {value}, a measure and not a class; label rows with whole numbers or names")));
    }

    private static bool Fits(DataViewType type) => type is KeyDataViewType or TextDataViewType or BooleanDataViewType or NumberDataViewType;

    private Func<ClassValue> Reader<T>(DataViewRow row, Func<T, ClassValue> convert)
    {
        ValueGetter<T> getter = row.GetGetter<T>(Column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }

    private BadInputException Bad(DataViewRow row, string what) => new($"Row {row.Position} (counted from 0), column '{Column.Name}', {what}.") { Code = "row.value", Row = row.Position + 1, Column = Column.Name };

    private string[]? KeyNames(DataViewSchema.Column annotation, Type type)
        => type == typeof(ReadOnlyMemory<char>) ? Names<ReadOnlyMemory<char>>(annotation)
            : type == typeof(float) ? Names<float>(annotation)
            : type == typeof(double) ? Names<double>(annotation)
            : type == typeof(int) ? Names<int>(annotation)
            : type == typeof(long) ? Names<long>(annotation)
            : type == typeof(bool) ? Names<bool>(annotation)
            : null;

    private string[] Names<T>(DataViewSchema.Column annotation)
    {
        VBuffer<T> values = default;
        Column.Annotations.GetValue(annotation.Name, ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value is ReadOnlyMemory<char> text ? text.ToString() : value, CultureInfo.InvariantCulture)!)];
    }
}
