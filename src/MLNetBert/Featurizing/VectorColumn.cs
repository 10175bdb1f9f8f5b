namespace MLNetBert.Featurizing;

/// <summary>A column that a stage makes of a text's vector.</summary>
/// <param name="Column">Its name, type and annotations.</param>
/// <param name="CreateGetter">Makes its getter, from what gives the vector of the current row.</param>
internal sealed record VectorColumn(DataViewSchema.DetachedColumn Column, Func<Func<float[]>, Delegate> CreateGetter)
{
    /// <summary>The vector itself.</summary>
    public static VectorColumn Whole(DataViewSchema.DetachedColumn column) => new(column, vector => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
    {
        float[] values = vector();
        var editor = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(editor.Values);
        value = editor.Commit();
    }));

    /// <summary>One value that follows from it.</summary>
    public static VectorColumn Scalar<T>(DataViewSchema.DetachedColumn column, Func<float[], T> of) =>
        new(column, vector => (ValueGetter<T>)((ref T value) => value = of(vector())));
}
