using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Which members of a class are columns, under which names and of which types.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition(IEnumerable<Column> columns) : base(columns)
    {
    }

    public Column this[string columnName]
        => Find(c => c.ColumnName == columnName) ?? throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found");

    public static SchemaDefinition Create(Type userType)
        => new(userType.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m is FieldInfo { IsInitOnly: false } or PropertyInfo { CanRead: true, CanWrite: true })
            .Where(m => m.GetCustomAttribute<NoColumnAttribute>() == null)
            .OrderBy(m => m.MetadataToken)
            .Select(m => new Column(m)));

    internal static PrimitiveDataViewType PrimitiveOf(Type type)
        => type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
            : type == typeof(bool) ? BooleanDataViewType.Instance
            : type == typeof(DataViewRowId) ? RowIdDataViewType.Instance
            : new[]
            {
                NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
                NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
            }.FirstOrDefault(t => t.RawType == type) ?? throw new ArgumentOutOfRangeException(nameof(type), $"Could not determine an IDataView type for '{type}'.");

    public sealed class Column
    {
        internal Column(MemberInfo member)
        {
            Member = member;
            MemberType = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
            ColumnName = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            ColumnType = TypeOf(member, MemberType);
        }

        public string MemberName => Member.Name;

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        internal MemberInfo Member { get; }

        internal Type MemberType { get; }

        private static DataViewType TypeOf(MemberInfo member, Type type)
        {
            var item = type.IsArray ? type.GetElementType()
                : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GenericTypeArguments[0]
                : null;
            var primitive = member.GetCustomAttribute<KeyTypeAttribute>() is { } key ? new KeyDataViewType(item ?? type, key.Count) : PrimitiveOf(item ?? type);
            if (item == null)
                return primitive;
            var dimensions = member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions ?? [];
            return dimensions.Length == 0 ? new VectorDataViewType(primitive) : new VectorDataViewType(primitive, dimensions);
        }
    }
}
