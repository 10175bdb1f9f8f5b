using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.Conformance;

/// <summary>However a transformed view is read, it has the same rows. Stages of ML.NET's own are the controls.</summary>
public class ReadingTests
{
    public static TheoryData<string> Stages => Conformance.Stages.All;

    public static TheoryData<string> StagesThatReadRows => [.. Conformance.Stages.Ours, .. Conformance.Stages.OfMLNet.Where(stage => stage != "ApplyBertModel")];

    [Theory]
    [MemberData(nameof(Stages))]
    public void The_schema_is_the_same_by_all_ways(string stage)
    {
        (IDataView data, ITransformer fitted) = (Conformance.Stages.Get(stage).Data, Conformance.Stages.Get(stage).Fitted);
        DataViewSchema schema = fitted.Transform(data).Schema;

        Assert.Equal(Describe(schema), Describe(fitted.GetOutputSchema(data.Schema)));
        Assert.Equal(Describe(schema), Describe(fitted.GetRowToRowMapper(data.Schema).OutputSchema));
        Assert.Equal(data.Schema.Select(column => (column.Name, column.Type)), schema.Take(data.Schema.Count).Select(column => (column.Name, column.Type)));
        Assert.True(fitted.IsRowToRowMapper);
        AssertFits(Conformance.Stages.Get(stage).Estimator.GetOutputSchema(SchemaShapeOf(data.Schema)), schema);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Each_column_alone_has_the_values_that_it_has_among_all(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        List<object[]> all = RowValues.All(view, view.Schema);

        Assert.Equal(all.Select(row => row[0]), RowValues.All(view).Select(row => row[0]));
        foreach (DataViewSchema.Column column in view.Schema)
            Assert.Equal(all.Select(row => (object[])[row[0], row[1 + column.Index]]), RowValues.All(view, column));
        DataViewSchema.Column[] odd = [.. view.Schema.Where(column => column.Index % 2 == 1).Reverse()];
        Assert.Equal(all.Select(row => (object[])[row[0], .. odd.Select(column => row[1 + column.Index])]), RowValues.All(view, odd));
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Only_columns_that_were_asked_for_are_active(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        foreach (DataViewSchema.Column column in view.Schema)
        {
            using DataViewRowCursor cursor = view.GetRowCursor([column]);
            Assert.True(cursor.IsColumnActive(column));
            if (view.Schema.Count - 1 is var last && last != column.Index && !cursor.IsColumnActive(view.Schema[last]))
                Assert.ThrowsAny<Exception>(() => RowValues.Getter(cursor, view.Schema[last]));
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Shuffled_rows_are_the_same_rows(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        IDataView view = made.Fitted.Transform(new MLContext(seed: 1).Data.Cache(made.Data));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema, new Random(3));

        Assert.Equal(ById(RowValues.All(view, view.Schema)), ById(RowValues.All(cursor, view.Schema)));
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_set_of_cursors_has_each_row_once(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        IDataView view = made.Fitted.Transform(new MLContext(seed: 1).Data.Cache(made.Data));
        foreach (int count in (int[])[1, 2, 5])
        {
            DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, count);
            Assert.InRange(cursors.Length, 1, count);
            Assert.Equal(ById(RowValues.All(view, view.Schema)), ById(cursors.SelectMany(cursor => RowValues.All(cursor, view.Schema))));
            Array.ForEach(cursors, cursor => cursor.Dispose());
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Cursors_at_the_same_time_do_not_disturb_each_other(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        List<object[]> expected = RowValues.All(view, view.Schema);
        List<object[]>[] read = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => RowValues.All(view, view.Schema))));

        Assert.All(read, rows => Assert.Equal(expected, rows));
    }

    /// <summary>All but OnnxTransformer, which goes by the position.</summary>
    [Theory]
    [MemberData(nameof(StagesThatReadRows))]
    public void A_mapper_over_rows_that_all_have_the_same_position_gives_what_a_cursor_gives(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        List<object[]> expected = RowValues.All(made.View, made.View.Schema);
        IRowToRowMapper mapper = made.Fitted.GetRowToRowMapper(made.Data.Schema);
        DataViewSchema.Column[] needed = [.. mapper.GetDependencies(mapper.OutputSchema)];
        using DataViewRowCursor cursor = made.Data.GetRowCursor(needed);
        using DataViewRow row = mapper.GetRow(new RowByHand(cursor), mapper.OutputSchema);
        Func<object[]> read = RowValues.Reader(row, mapper.OutputSchema);

        foreach (object[] values in expected)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(values, read());
            Assert.Equal(values, read());
        }
    }

    private static IEnumerable<(string, DataViewType, string)> Describe(DataViewSchema schema)
        => schema.Select(column => (column.Name, column.Type, string.Join(", ", column.Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}"))));

    private static List<object[]> ById(IEnumerable<object[]> rows) => [.. rows.OrderBy(row => ((DataViewRowId)row[0]).Low)];

    private static SchemaShape SchemaShapeOf(DataViewSchema schema)
        => (SchemaShape)typeof(SchemaShape).GetMethod("Create", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.Invoke(null, [schema])!;

    private static void AssertFits(SchemaShape promised, DataViewSchema given)
    {
        SchemaShape actual = SchemaShapeOf(given);
        foreach (SchemaShape.Column column in promised)
        {
            SchemaShape.Column real = actual.First(other => other.Name == column.Name);
            Assert.Equal((column.Kind, column.ItemType, column.IsKey), (real.Kind, real.ItemType, real.IsKey));
            Assert.Subset(real.Annotations.Select(annotation => annotation.Name).ToHashSet(), column.Annotations.Select(annotation => annotation.Name).ToHashSet());
        }

        Assert.Equal(promised.Select(column => column.Name).ToHashSet(), actual.Select(column => column.Name).ToHashSet());
    }

    /// <summary>A row as code of one's own makes them: its position is always 0.</summary>
    private sealed class RowByHand(DataViewRow row) : DataViewRow
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => 0;

        public override long Batch => 0;

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);
    }
}
