using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class DataOperationsCatalog
{
    private readonly int? _seed;

    internal DataOperationsCatalog(int? seed) => _seed = seed;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
        => new EnumerableView<TRow>(data ?? throw new ArgumentNullException(nameof(data)), new(schemaDefinition));

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        var bound = TypedFiller<TRow>.Bind(data.Schema, ignoreMissingColumns, schemaDefinition);
        return Enumerate();

        IEnumerable<TRow> Enumerate()
        {
            using var cursor = data.GetRowCursor([.. bound.Select(b => b.Column)]);
            var filler = new TypedFiller<TRow>(cursor, bound);
            TRow row = null;
            while (cursor.MoveNext())
            {
                if (row == null || !reuseRowObject)
                    row = new TRow();
                filler.Fill(row);
                yield return row;
            }
        }
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        var cache = new CacheView(input);
        if (columnsToPrefetch.Length > 0)
            cache.Fill(columnsToPrefetch.Select(name => input.Schema[name]));
        return cache;
    }

    public IDataView TakeRows(IDataView input, long count) => new RangeView(input, 0, CheckCount(count));

    public IDataView SkipRows(IDataView input, long count) => new RangeView(input, CheckCount(count), long.MaxValue);

    public IDataView ShuffleRows(IDataView input, int? seed = null) => new ShuffledView(input, seed ?? _seed);

    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        var column = input.Schema[columnName];
        if (column.Type == NumberDataViewType.Single)
            return Filter<float>(value => value);
        if (column.Type == NumberDataViewType.Double)
            return Filter<double>(value => value);
        if (column.Type == NumberDataViewType.Int32)
            return Filter<int>(value => value);
        throw SchemaMismatch.Wrong("filter", columnName, "number", column.Type.ToString());

        FilterView Filter<T>(Func<T, double> convert) => new(input, true, [column], cursor =>
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                var number = convert(value);
                return lowerBound <= number && number < upperBound;
            };
        });
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        if (testFraction is <= 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(testFraction), "Must be between 0 and 1 exclusive");
        return Split(data, 0, testFraction, seed);
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        if (numberOfFolds < 2)
            throw new ArgumentOutOfRangeException(nameof(numberOfFolds), "Must be more than 1");
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold => Split(data, (double)fold / numberOfFolds, (double)(fold + 1) / numberOfFolds, seed))];
    }

    private static long CheckCount(long count)
        => count > 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), "Must be greater than zero.");

    /// <summary>A row is of the test set if the number drawn from its id lies in [low, high).</summary>
    private TrainTestData Split(IDataView data, double low, double high, int? seed)
    {
        var salt = (uint)(seed ?? _seed ?? 42);
        return new(Part(false), Part(true));

        FilterView Part(bool test) => new(data, true, [], cursor =>
        {
            var getter = cursor.GetIdGetter();
            DataViewRowId id = default;
            return () =>
            {
                getter(ref id);
                var drawn = Mix(Mix(id.Low + ((ulong)salt << 32)) ^ id.High) / (double)ulong.MaxValue;
                return (low <= drawn && drawn < high) == test;
            };
        });
    }

    /// <summary>The finalizer of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    public struct TrainTestData
    {
        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }

        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;
    }
}
