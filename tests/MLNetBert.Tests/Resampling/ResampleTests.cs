using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.StageTests;

public class ResampleTests
{
    private static readonly int[] Sizes = [40, 15, 9];
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Methods =>
        ["random-over-sampler", "smote", "adasyn", "borderline-smote", "random-under-sampler", "cluster-centroids", "near-miss", "tomek-links", "edited-nearest-neighbours", "smote-enn", "smote-tomek"];

    public static TheoryData<string> Labels =>
        [nameof(ClassRow.Name), nameof(ClassRow.Single), nameof(ClassRow.Double), nameof(ClassRow.SByte), nameof(ClassRow.Byte), nameof(ClassRow.Int16), nameof(ClassRow.UInt16), nameof(ClassRow.Int32),
            nameof(ClassRow.UInt32), nameof(ClassRow.Int64), nameof(ClassRow.UInt64), nameof(ClassRow.ByteKey), nameof(ClassRow.LongKey)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Rows_are_the_samplers_and_all_other_columns_follow_their_source(string method)
    {
        ClassRow[] rows = ResamplingRows.Of(Sizes);
        Sampler sampler = Samplers.Create(method, new Dictionary<string, string>());
        ResampleResult expected = ResamplingRows.Expected(rows, sampler);

        ResampledDataView view = _ml.Data.Resample(_ml.View(Sizes), sampler, "Key", syntheticColumnName: "Synthetic", sourceRowColumnName: "Source");
        ClassRow[] got = _ml.Read(view);

        Assert.Equal(expected.Rows, got.Length);
        Assert.Equal(expected.Rows, view.GetRowCount());
        Assert.Equal(expected.SourceRows.Select(row => (long)row), view.GetColumn<long>("Source"));
        Assert.Equal(Enumerable.Range(0, got.Length).Select(expected.IsSynthetic), view.GetColumn<bool>("Synthetic"));
        for (int i = 0; i < got.Length; i++)
        {
            ClassRow source = rows[expected.SourceRows[i]];
            Assert.Equal(expected.Row(i), got[i].Features);
            Assert.Equal(expected.Labels[i], (int)got[i].Key);
            Assert.Equal((source.Id, source.Text, source.Name, source.Truth, source.UInt64), (got[i].Id, got[i].Text, got[i].Name, got[i].Truth, got[i].UInt64));
            Assert.Equal(source.Vector, got[i].Vector);
            Assert.Equal(source.Variable, got[i].Variable);
        }
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void Every_type_of_label_gives_the_same_rows(string label)
    {
        // Four classes whose names ordinal comparison of UTF-16 units would order otherwise than code points do.
        int[] sizes = [30, 12, 9, 7];
        ResampleResult expected = ResamplingRows.Expected(ResamplingRows.Of(sizes), new Smote { Seed = 3 });

        ResampledDataView view = _ml.Data.Resample(_ml.View(sizes), new Smote { Seed = 3 }, label, sourceRowColumnName: "Source");

        Assert.Equal(expected.SourceRows.Select(row => (long)row), view.GetColumn<long>("Source"));
        Assert.Equal(Enumerable.Range(0, expected.Rows).Select(i => expected.Row(i).ToArray()), view.GetColumn<float[]>("Features"));
        Assert.Equal(expected.Labels.Select(k => (uint)k), view.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Truth_values_are_classes()
    {
        ResampledDataView view = _ml.Data.Resample(_ml.View(30, 12), new Smote(), "Truth");

        Assert.Equal(30, view.GetColumn<bool>("Truth").Count(truth => truth));
        Assert.Equal(60, view.GetRowCount());
    }

    [Fact]
    public void A_samplers_counts_name_keys_by_their_numbers()
    {
        var counts = SamplingStrategy.Counts(new Dictionary<int, int> { [3] = 20 });

        ResampledDataView view = _ml.Data.Resample(_ml.View(Sizes), new Smote { SamplingStrategy = counts }, "Key");

        Assert.Equal([40, 15, 20], view.GetColumn<uint>("Key").CountBy(key => key).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void The_schema_is_the_inputs_with_what_was_asked_for_at_its_end()
    {
        IDataView data = _ml.View(Sizes);

        Assert.Same(data.Schema, _ml.Data.Resample(data, new Smote(), "Key").Schema);
        DataViewSchema extended = _ml.Data.Resample(data, new Smote(), "Key", syntheticColumnName: "Synthetic", sourceRowColumnName: "Source").Schema;
        Assert.Equal([.. data.Schema.Select(c => (c.Name, c.Type)), ("Synthetic", BooleanDataViewType.Instance), ("Source", NumberDataViewType.Int64)], extended.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void A_trainer_may_shuffle_and_read_by_several_cursors_at_once()
    {
        ResampledDataView view = _ml.Data.Resample(_ml.View(Sizes), new Smote(), "Key", sourceRowColumnName: "Source");
        Assert.True(view.CanShuffle);
        DataViewSchema.Column[] columns = new[] { view.Schema["Source"], view.Schema["Features"] };

        using DataViewRowCursor first = view.GetRowCursor(columns, new Random(5));
        using DataViewRowCursor second = view.GetRowCursor(columns);
        (List<long>? shuffled, List<DataViewRowId>? ids) = ReadSources(first);
        (List<long>? ordered, List<DataViewRowId> _) = ReadSources(second);

        Assert.NotEqual(ordered, shuffled);
        Assert.Equal(ordered.Order(), shuffled.Order());
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.ThrowsAny<ArgumentException>(() => first.GetGetter<int>(view.Schema["Id"]));
    }

    [Fact]
    public void A_row_without_class_is_an_error_that_names_it()
    {
        (string Column, Action<ClassRow> Spoil, string Said)[] spoilt =
        [
            ("Key", row => row.Key = 9, "has no key"),
            ("Single", row => row.Single = float.NaN, "has no label"),
            ("Name", row => row.Name = "", "has no label"),
            ("Double", row => row.Double = 0.5, "is 0.5, a measure"),
            ("Double", row => row.Double = double.PositiveInfinity, "a measure"),
        ];
        foreach ((string? column, Action<ClassRow>? spoil, string? said) in spoilt)
        {
            ClassRow[] rows = ResamplingRows.Of(Sizes);
            spoil(rows[5]);
            BadInputException error = Assert.Throws<BadInputException>(() => _ml.Data.Resample(_ml.Data.LoadFromEnumerable(rows), new Smote(), column));
            Assert.StartsWith($"Row 5 (counted from 0), column '{column}', ", error.Message);
            Assert.Contains(said, error.Message);
        }
    }

    [Fact]
    public void Errors_of_a_sampler_name_classes_as_the_column_does()
    {
        IDataView data = _ml.Transforms.Conversion.MapValueToKey("Label", "Name").Fit(_ml.View(30, 3)).Transform(_ml.View(30, 3));

        Assert.Contains("apple", Assert.Throws<BadInputException>(() => _ml.Data.Resample(data, new Smote())).Message);
        Assert.Contains("apple", Assert.Throws<BadInputException>(() => _ml.Data.Resample(data, new Smote(), "Name")).Message);
    }

    [Fact]
    public void Wrong_columns_and_names_are_errors()
    {
        IDataView data = _ml.View(Sizes);

        Assert.Contains("'Nothing'", Assert.ThrowsAny<ArgumentException>(() => _ml.Data.Resample(data, new Smote(), "Nothing")).Message);
        Assert.Contains("'Variable'", Assert.ThrowsAny<ArgumentException>(() => _ml.Data.Resample(data, new Smote(), "Key", "Variable")).Message);
        Assert.Contains("'Vector'", Assert.ThrowsAny<ArgumentException>(() => _ml.Data.Resample(data, new Smote(), "Vector")).Message);
        Assert.Contains("'Key'", Assert.Throws<ArgumentException>(() => _ml.Data.Resample(data, new Smote(), "Key", syntheticColumnName: "Key")).Message);
    }

    [Fact]
    public void A_view_that_changes_its_order_is_an_error_where_columns_would_not_fit()
    {
        ResampledDataView view = _ml.Data.Resample(new Restless(_ml.Data.Cache(_ml.View(Sizes))), new Smote(), "Key");

        Assert.Equal(120, view.GetColumn<uint>("Key").Count());
        Assert.Contains("ml.Data.Cache", Assert.Throws<BadInputException>(() => view.GetColumn<int>("Id").Count()).Message);
    }

    [Fact]
    public void What_a_sampler_could_not_do_is_told()
    {
        // Classes far apart have no rows in danger, so nothing is made for them.
        ClassRow[] rows = ResamplingRows.Of(20, 12);
        foreach (ClassRow row in rows)
            row.Features[0] += 100 * row.Key;

        ResampledDataView view = _ml.Data.Resample(_ml.Data.LoadFromEnumerable(rows), new BorderlineSmote(), "Key");

        Assert.NotEmpty(view.Warnings);
        Assert.Equal(32, view.GetRowCount());
    }

    private static (List<long> Sources, List<DataViewRowId> Ids) ReadSources(DataViewRowCursor cursor)
    {
        (ValueGetter<long>? get, ValueGetter<DataViewRowId>? getId) = (cursor.GetGetter<long>(cursor.Schema["Source"]), cursor.GetIdGetter());
        (List<long>? sources, List<DataViewRowId>? ids) = (new List<long>(), new List<DataViewRowId>());
        while (cursor.MoveNext())
        {
            long source = 0;
            DataViewRowId id = default;
            get(ref source);
            getId(ref id);
            sources.Add(source);
            ids.Add(id);
        }

        return (sources, ids);
    }

    /// <summary>Gives the rows in another order at each reading.</summary>
    private sealed class Restless(IDataView input) : IDataView
    {
        private int _readings;

        public bool CanShuffle => true;

        public DataViewSchema Schema => input.Schema;

        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => input.GetRowCursor(columnsNeeded, new Random(_readings++));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
    }
}
