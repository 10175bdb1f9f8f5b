using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>Threads, handles and memory are the process's, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(CursorTests), DisableParallelization = true)]
[Collection(nameof(CursorTests))]
public class CursorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void One_cursor_is_given_however_many_are_asked_for()
    {
        IDataView view = View(50);
        DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, 8);

        using DataViewRowCursor cursor = Assert.Single(cursors);
        int rows = 0;
        while (cursor.MoveNext())
            rows++;
        Assert.Equal(50, rows);
    }

    [Fact]
    public void Two_cursors_at_once_do_not_disturb_each_other()
    {
        IDataView view = View(200);
        float[][] expected = view.GetColumn<float[]>("Features").ToArray();
        using DataViewRowCursor slow = view.GetRowCursor(view.Schema);
        using DataViewRowCursor fast = view.GetRowCursor(view.Schema);
        (ValueGetter<VBuffer<float>>? getSlow, ValueGetter<VBuffer<float>>? getFast) = (Getter(slow), Getter(fast));
        VBuffer<float> value = default;
        for (int i = 0; i < 200; i++)
        {
            Assert.True(fast.MoveNext());
            getFast(ref value);
            Assert.Equal(expected[i], value.DenseValues());
            if (i % 2 == 1)
                continue;
            Assert.True(slow.MoveNext());
            getSlow(ref value);
            Assert.Equal(expected[i / 2], value.DenseValues());
        }
    }

    [Fact]
    public void Cursors_abandoned_half_way_leave_nothing_behind()
    {
        IDataView view = View(300);
        Abandon(view, 20);
        (int threads, int handles, long memory) = Measure();

        Abandon(view, 300);

        (int Threads, int Handles, long Memory) after = Measure();
        Assert.InRange(after.Threads, 0, threads + 4);
        Assert.InRange(after.Handles, 0, handles + 20);
        Assert.InRange(after.Memory, 0, memory + (8 << 20));

        static (int Threads, int Handles, long Memory) Measure()
        {
            using var process = Process.GetCurrentProcess();
            return (process.Threads.Count, process.HandleCount, GC.GetTotalMemory(forceFullCollection: true));
        }
    }

    [Fact]
    public void A_getter_after_the_end_says_so()
    {
        IDataView view = View(3);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> getter = Getter(cursor);
        VBuffer<float> value = default;

        Assert.Contains("MoveNext", Assert.Throws<InvalidOperationException>(() => getter(ref value)).Message);
        while (cursor.MoveNext())
            getter(ref value);
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
    }

    [Fact]
    public void A_column_that_was_not_asked_for_is_not_given()
    {
        IDataView view = View(3);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Features"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.Contains("'Number'", Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(view.Schema["Number"])).Message);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Features"]));
    }

    // Dropped without Dispose: what only a finalizer or a thread would free shows.
    private static void Abandon(IDataView view, int times)
    {
        for (int i = 0; i < times; i++)
        {
            DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
            ValueGetter<VBuffer<float>> getter = Getter(cursor);
            VBuffer<float> value = default;
            for (int row = 0; row < 40; row++)
                cursor.MoveNext();
            getter(ref value);
        }
    }

    private static ValueGetter<VBuffer<float>> Getter(DataViewRowCursor cursor) => cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);

    private IDataView View(int rows)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(rows));
        return _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data);
    }
}
