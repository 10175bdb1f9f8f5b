using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.Conformance;

/// <summary>What is asked for at the wrong time, or with the wrong arguments, is an error that says so, and never a value.</summary>
public class WrongUseTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Stages => Conformance.Stages.All;

    public static TheoryData<string> Ours => [.. Conformance.Stages.Ours];

    /// <summary>ML.NET's own sources give values after their end and after Dispose, so for the controls only this is asked.</summary>
    [Theory]
    [MemberData(nameof(Stages))]
    public void Getters_before_the_first_row(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);

        Assert.All(view.Schema.Select(column => RowValues.Getter(cursor, column)), getter => Assert.ThrowsAny<InvalidOperationException>(getter));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Getters_out_of_turn(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        foreach (DataViewSchema.Column[] columns in (DataViewSchema.Column[][])[[.. view.Schema], .. view.Schema.Select(column => (DataViewSchema.Column[])[column])])
        {
            DataViewRowCursor cursor = view.GetRowCursor(columns);
            Func<object>[] getters = [.. columns.Select(column => RowValues.Getter(cursor, column))];
            AssertNoRow(cursor, getters);
            Assert.True(cursor.MoveNext());
            Assert.All(getters, getter => getter());
            while (cursor.MoveNext())
            {
            }

            AssertNoRow(cursor, getters);
            Assert.False(cursor.MoveNext());
            cursor.Dispose();
            AssertNoRow(cursor, getters);

            DataViewRowCursor abandoned = view.GetRowCursor(columns);
            getters = [.. columns.Select(column => RowValues.Getter(abandoned, column))];
            Assert.True(abandoned.MoveNext());
            abandoned.Dispose();
            abandoned.Dispose();
            AssertNoRow(abandoned, getters);
        }
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Getters_of_a_row_after_its_disposal(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        IRowToRowMapper mapper = made.Fitted.GetRowToRowMapper(made.Data.Schema);
        using DataViewRowCursor cursor = made.Data.GetRowCursor(made.Data.Schema);
        Assert.True(cursor.MoveNext());
        DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        Func<object>[] getters = [.. mapper.OutputSchema.Select(column => RowValues.Getter(row, column))];
        row.Dispose();

        Assert.All(getters, getter => Assert.ThrowsAny<InvalidOperationException>(getter));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Nulls(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        IDataView view = made.View;
        IRowToRowMapper mapper = made.Fitted.GetRowToRowMapper(made.Data.Schema);

        Assert.All(
            (Action[])
            [
                () => made.Estimator.Fit(null!), () => made.Estimator.GetOutputSchema(null!),
                () => made.Fitted.Transform(null!), () => made.Fitted.GetOutputSchema(null!), () => made.Fitted.GetRowToRowMapper(null!), () => ((ICanSaveModel)made.Fitted).Save(null!),
                () => view.GetRowCursor((IEnumerable<DataViewSchema.Column>)null!), () => view.GetRowCursorSet(null!, 2),
                () => mapper.GetDependencies(null!), () => mapper.GetRow(null!, []), () => mapper.GetRow(made.Data.GetRowCursor([]), (IEnumerable<DataViewSchema.Column>)null!),
            ],
            action => Assert.Throws<ArgumentNullException>(action));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Columns_of_another_schema(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        IDataView view = made.View;
        IRowToRowMapper mapper = made.Fitted.GetRowToRowMapper(made.Data.Schema);
        var many = new DataViewSchema.Builder();
        for (int i = 0; i <= view.Schema.Count; i++)
            many.AddColumn($"Foreign{i}", NumberDataViewType.Double);
        DataViewSchema foreign = many.ToSchema();

        foreach (DataViewSchema.Column column in foreign)
        {
            using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
            Assert.All(
                (Action[])
                [
                    () => view.GetRowCursor([column]), () => view.GetRowCursorSet([column], 1), () => cursor.IsColumnActive(column), () => cursor.GetGetter<double>(column),
                    () => mapper.GetDependencies([column]), () => mapper.GetRow(made.Data.GetRowCursor(made.Data.Schema), [column]),
                ],
                action => Assert.ThrowsAny<ArgumentException>(action));
        }

        IDataView other = _ml.Data.LoadFromEnumerable(new[] { new { Text = "" } });
        Assert.ThrowsAny<ArgumentException>(() => mapper.GetRow(other.GetRowCursor(other.Schema), []));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void A_getter_of_another_type(string stage)
    {
        IDataView view = Conformance.Stages.Get(stage).View;
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<TimeSpan>(view.Schema[^1]));
    }

    private static void AssertNoRow(DataViewRowCursor cursor, Func<object>[] getters)
    {
        Assert.Equal(-1, cursor.Position);
        Assert.All(getters, getter => Assert.ThrowsAny<InvalidOperationException>(getter));
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        DataViewRowId id = default;
        Assert.ThrowsAny<InvalidOperationException>(() => getId(ref id));
    }
}
