using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    public static class SchemaAnnotationsExtensions
    {
        public static bool HasSlotNames(this DataViewSchema.Column column)
            => column.Type is VectorDataViewType { IsKnownSize: true } type
                && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.SlotNames)?.Type is VectorDataViewType names
                && names.Size == type.Size;

        public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames)
            => column.Annotations.GetValue(AnnotationKinds.SlotNames, ref slotNames);

        public static bool IsNormalized(this DataViewSchema.Column column)
        {
            var normalized = false;
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.IsNormalized)?.Type is BooleanDataViewType)
                column.Annotations.GetValue(AnnotationKinds.IsNormalized, ref normalized);
            return normalized;
        }

        public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType keyValueItemType = null)
            => column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
                && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

        public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues)
            => column.Annotations.GetValue(AnnotationKinds.KeyValues, ref keyValues);
    }
}

namespace Microsoft.ML
{
    internal static class AnnotationKinds
    {
        public const string SlotNames = nameof(SlotNames);
        public const string KeyValues = nameof(KeyValues);
        public const string IsNormalized = nameof(IsNormalized);

        public static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, string[] names)
            => builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length), TextGetter(names));

        public static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextGetter(string[] texts)
        {
            return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            {
                var editor = VBufferEditor.Create(ref destination, texts.Length);
                for (var i = 0; i < texts.Length; i++)
                    editor.Values[i] = texts[i].AsMemory();
                destination = editor.Commit();
            };
        }
    }
}
