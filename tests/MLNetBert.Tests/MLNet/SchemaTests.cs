using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.MLNet;

/// <summary>What the stages rely on in ML.NET's schemas and vectors.</summary>
public class SchemaTests
{
    [Fact]
    public void A_later_column_hides_an_earlier_one_of_its_name()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", TextDataViewType.Instance);
        builder.AddColumn("B", NumberDataViewType.Single);
        builder.AddColumn("A", BooleanDataViewType.Instance);
        DataViewSchema schema = builder.ToSchema();

        Assert.Equal(2, schema["A"].Index);
        Assert.True(schema[0].IsHidden);
        Assert.False(schema[2].IsHidden);
        Assert.Null(schema.GetColumnOrNull("C"));
        Assert.Contains("'C'", Assert.Throws<ArgumentOutOfRangeException>(() => schema["C"]).Message);
    }

    [Fact]
    public void Annotations_are_read_by_kind()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> names = (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(2, ["x".AsMemory(), "y".AsMemory()]);
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), names);
        builder.Add("IsNormalized", BooleanDataViewType.Instance, (ValueGetter<bool>)((ref bool value) => value = true));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single, 2), builder.ToAnnotations());
        DataViewSchema.Column column = schema.ToSchema()["V"];
        VBuffer<ReadOnlyMemory<char>> read = default;
        column.GetSlotNames(ref read);

        Assert.True(column.HasSlotNames());
        Assert.True(column.IsNormalized());
        Assert.Equal(["x", "y"], read.DenseValues().Select(v => v.ToString()));
        Assert.Throws<InvalidOperationException>(() => column.Annotations.GetValue("None", ref read));
    }

    [Fact]
    public void Types_are_compared_and_shown()
    {
        Assert.Equal("Vector<Single, 1, *, 384>", new VectorDataViewType(NumberDataViewType.Single, 1, 0, 384).ToString());
        Assert.Equal("Vector<Int64>", new VectorDataViewType(NumberDataViewType.Int64).ToString());
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 1, 0, 384).IsKnownSize);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), new VectorDataViewType(NumberDataViewType.Single, 3));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 3), new VectorDataViewType(NumberDataViewType.Single, 1, 3));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3));
    }

    [Fact]
    public void Vectors_are_dense_or_sparse()
    {
        var sparse = new VBuffer<float>(4, 2, [5, 6], [1, 3]);
        VBuffer<float> copy = default;
        sparse.CopyTo(ref copy);

        Assert.False(sparse.IsDense);
        Assert.Equal([0, 5, 0, 6], sparse.DenseValues());
        Assert.Equal(6, copy.GetItemOrDefault(3));
        Assert.Equal(0, copy.GetItemOrDefault(2));
        var editor = VBufferEditor.Create(ref copy, 3);
        editor.Values.Fill(1);
        copy = editor.Commit();
        Assert.True(copy.IsDense);
        Assert.Equal([1, 1, 1], copy.DenseValues());
    }
}
