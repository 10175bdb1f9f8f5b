using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names, kinds and item types of columns.</summary>
public sealed class SchemaShape(IEnumerable<SchemaShape.Column> columns) : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);
    private readonly Column[] _columns = [.. columns];

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
        => new(schema.Where(c => !c.IsHidden).Select(c => Create(c.Name, c.Type, new(c.Annotations.Schema.Select(a => Create(a.Name, a.Type, null))))));

    internal static Column Create(string name, DataViewType type, SchemaShape annotations)
    {
        var vector = type as VectorDataViewType;
        var item = vector?.ItemType ?? type;
        var kind = vector == null ? Column.VectorKind.Scalar : vector.IsKnownSize ? Column.VectorKind.Vector : Column.VectorKind.VariableVector;
        return item is KeyDataViewType ? new(name, kind, PrimitiveOf(item.RawType), true, annotations) : new(name, kind, item, false, annotations);
    }

    /// <summary>This shape with <paramref name="column"/> in place of the one of its name, or at the end.</summary>
    internal SchemaShape With(Column column) => new([.. _columns.Where(c => c.Name != column.Name), column]);

    internal Column Require(string role, string name)
    {
        var found = _columns.FirstOrDefault(c => c.Name == name);
        return found.Name == null ? throw SchemaMismatch.Missing(role, name) : found;
    }

    private static NumberDataViewType PrimitiveOf(Type type)
        => type == typeof(byte) ? NumberDataViewType.Byte
            : type == typeof(ushort) ? NumberDataViewType.UInt16
            : type == typeof(uint) ? NumberDataViewType.UInt32
            : NumberDataViewType.UInt64;

    public struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal string GetTypeString()
        {
            var item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch { VectorKind.Vector => $"Vector<{item}>", VectorKind.VariableVector => $"VarVector<{item}>", _ => item };
        }

        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }
    }
}
