using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.MLNet;

/// <summary>What the stages and samples rely on in ML.NET's data: columns, cursors, splits and caches.</summary>
public class DataTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Objects_become_rows_and_rows_objects()
    {
        Item[] items = [new() { Text = "a", Flag = true, Number = 1.5f, Fixed = [1, 2], Free = [3] }, new() { Text = null, Free = [], Fixed = [3, 4] }];
        IDataView data = _ml.Data.LoadFromEnumerable(items);

        Assert.Equal(
            [("Text", "String"), ("Flag", "Boolean"), ("Number", "Single"), ("Fixed", "Vector<Single, 2>"), ("Free", "Vector<Int64>")],
            data.Schema.Select(c => (c.Name, c.Type.ToString()!)));
        Assert.Equal(2, data.GetRowCount());
        Assert.False(data.CanShuffle);
        Item[] back = _ml.Data.CreateEnumerable<Item>(data, reuseRowObject: false).ToArray();
        Assert.Equal(["a", ""], back.Select(i => i.Text));
        Assert.Equal([true, false], back.Select(i => i.Flag));
        Assert.Equal([1.5f, 0], back.Select(i => i.Number));
        Assert.Equal([[1, 2], [3, 4]], back.Select(i => i.Fixed));
        Assert.Equal([[3], []], back.Select(i => i.Free));
    }

    [Fact]
    public void A_key_counts_from_one_in_its_column()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Keyed { Key = 0 }, new Keyed { Key = 2 }, new Keyed { Key = 3 }]);

        Assert.Equal("Key<UInt32, 0-2>", data.Schema["Key"].Type.ToString());
        Assert.Equal([1u, 3, 0], data.GetColumn<uint>("Key"));
        Assert.Equal([1u, 3, 0], _ml.Data.CreateEnumerable<Keyed>(data, reuseRowObject: false).Select(row => row.Key));
    }

    [Fact]
    public void A_column_of_another_type_is_not_bound()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new { Number = "text" }]);

        Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<OnlyNumber>(data, false).ToArray());
        Assert.ThrowsAny<Exception>(() => _ml.Data.CreateEnumerable<Item>(data, false).ToArray());
        Assert.Single(_ml.Data.CreateEnumerable<OnlyText>(data, false, ignoreMissingColumns: true));
    }

    [Fact]
    public void Cursors_count_and_refuse_what_was_not_asked_for()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new OnlyNumber { Number = 1 }, new OnlyNumber { Number = 2 } });
        DataViewSchema.Column column = data.Schema["Number"];
        using (DataViewRowCursor cursor = data.GetRowCursor([column]))
        {
            Assert.Equal(-1, cursor.Position);
            ValueGetter<float> getter = cursor.GetGetter<float>(column);
            float value = 0;
            for (int i = 0; i < 2; i++)
            {
                Assert.True(cursor.MoveNext());
                Assert.Equal(i, cursor.Position);
                getter(ref value);
                Assert.Equal(i + 1, value);
            }

            Assert.False(cursor.MoveNext());
            Assert.ThrowsAny<Exception>(() => cursor.GetGetter<double>(column));
        }

        using DataViewRowCursor none = data.GetRowCursor([]);
        Assert.False(none.IsColumnActive(column));
        Assert.ThrowsAny<Exception>(() => none.GetGetter<float>(column));
    }

    [Fact]
    public void A_text_file_is_read_with_its_quotes()
    {
        string file = Path.GetTempFileName();
        File.WriteAllLines(file, ["id,text,number,flag", "1,\"a, \"\"quoted\"\" one\",1.5,true", "2,plain,,0", "", "3,\"\",x,1"]);
        IDataView data = _ml.Data.LoadFromTextFile<Line>(file, separatorChar: ',', hasHeader: true, allowQuoting: true);

        Assert.Equal(["a, \"quoted\" one", "plain", ""], data.GetColumn<string>("Text"));
        Assert.Equal([1.5f, 0, float.NaN], data.GetColumn<float>("Number"));
        Assert.Equal([true, false, true], data.GetColumn<bool>("Flag"));
        File.Delete(file);
    }

    [Fact]
    public void Rows_are_taken_skipped_filtered_shuffled_and_split()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 500).Select(i => new OnlyNumber { Number = i }).ToArray());

        Assert.Equal([0, 1, 2], Numbers(_ml.Data.TakeRows(data, 3)));
        Assert.Equal([498, 499], Numbers(_ml.Data.SkipRows(data, 498)));
        Assert.Equal([10, 11], Numbers(_ml.Data.FilterRowsByColumn(data, "Number", 10, 12)));
        float[] shuffled = Numbers(_ml.Data.ShuffleRows(data, seed: 1));
        Assert.NotEqual(Numbers(data), shuffled);
        Assert.Equal(Numbers(data), shuffled.Order());
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 3);
        Assert.InRange(Numbers(split.TestSet).Length, 60, 140);
        Assert.Equal(Numbers(data), Numbers(split.TrainSet).Concat(Numbers(split.TestSet)).Order());
        Assert.Equal(Numbers(split.TestSet), Numbers(_ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 3).TestSet));
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(data, 4, seed: 2);
        Assert.Equal(Numbers(data), folds.SelectMany(f => Numbers(f.TestSet)).Order());
        Assert.All(folds, f => Assert.Empty(Numbers(f.TestSet).Intersect(Numbers(f.TrainSet))));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(data, -1));

        static float[] Numbers(IDataView view) => [.. view.GetColumn<float>("Number")];
    }

    [Fact]
    public void A_cache_reads_its_source_once()
    {
        int reads = 0;
        IEnumerable<OnlyNumber> Source()
        {
            reads++;
            yield return new() { Number = 1 };
            yield return new() { Number = 2 };
        }

        IDataView source = _ml.Data.LoadFromEnumerable(Source());
        IDataView cache = _ml.Data.Cache(source);
        for (int i = 0; i < 3; i++)
            Assert.Equal([1f, 2f], cache.GetColumn<float>("Number"));

        Assert.Equal(1, reads);
        Assert.False(source.CanShuffle);
    }

    [Fact]
    public void A_preview_shows_the_first_rows()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new OnlyNumber { Number = i }));
        DataDebuggerPreview preview = data.Preview(maxRows: 3);

        Assert.Equal([0f, 1f, 2f], preview.ColumnView[0].Values);
        Assert.Equal(3, preview.RowView.Length);
        Assert.Equal("Number", preview.RowView[0].Values[0].Key);
    }

    private sealed class Item
    {
        public string? Text { get; set; }

        public bool Flag { get; set; }

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Fixed { get; set; } = [];

        public long[] Free { get; set; } = [];
    }

    private sealed class Keyed
    {
        [KeyType(3)]
        public uint Key { get; set; }
    }

    private sealed class OnlyNumber
    {
        public float Number { get; set; }
    }

    private sealed class OnlyText
    {
        public string Text { get; set; } = "";
    }

    private sealed class Line
    {
        [LoadColumn(1)]
        public string Text { get; set; } = "";

        [LoadColumn(2)]
        public float Number { get; set; }

        [LoadColumn(3)]
        public bool Flag { get; set; }
    }
}
