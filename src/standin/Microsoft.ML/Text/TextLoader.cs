using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    /// <summary>The options of reading a delimited text file.</summary>
    public static class TextLoader
    {
        public class Options
        {
            public bool AllowQuoting;
            public char[] Separators = ['\t'];
            public bool TrimWhitespace;
            public bool HasHeader;
            public bool ReadMultilines;
            public long? MaxRows;
        }
    }
}

namespace Microsoft.ML
{
    public static class TextLoaderSaverCatalog
    {
        public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false,
            bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
            => catalog.LoadFromTextFile<TInput>(path, new TextLoader.Options
            {
                Separators = [separatorChar],
                HasHeader = hasHeader,
                AllowQuoting = allowQuoting,
                TrimWhitespace = trimWhitespace,
            });

        public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
        {
            if (!File.Exists(path))
                throw new ArgumentOutOfRangeException(nameof(path), $"File does not exist at path: {path}");
            return new TextView(path, options, [.. SchemaDefinition.Create(typeof(TInput)).Select(c => (c, c.Member.GetCustomAttribute<LoadColumnAttribute>())).Where(c => c.Item2 != null)]);
        }
    }

    /// <summary>A delimited text file, read anew by each cursor.</summary>
    internal sealed class TextView : IDataView
    {
        private readonly string _path;
        private readonly TextLoader.Options _options;
        private readonly LoadColumnAttribute[] _sources;

        public TextView(string path, TextLoader.Options options, (SchemaDefinition.Column Column, LoadColumnAttribute Source)[] columns)
        {
            _path = path;
            _options = options;
            _sources = [.. columns.Select(c => c.Source)];
            var builder = new DataViewSchema.Builder();
            foreach (var (column, source) in columns)
            {
                var type = column.ColumnType is VectorDataViewType vector ? new VectorDataViewType(vector.ItemType, source.End - source.Start + 1) : column.ColumnType;
                builder.AddColumn(column.ColumnName, type);
            }

            Schema = builder.ToSchema();
        }

        public bool CanShuffle => false;

        public DataViewSchema Schema { get; }

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) => new Cursor(this, columnsNeeded);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
            => [GetRowCursor(columnsNeeded, rand)];

        private sealed class Cursor : RootCursor
        {
            private readonly TextView _view;
            private readonly StreamReader _reader;
            private readonly List<string> _fields = [];
            private long _row = -1;

            public Cursor(TextView view, IEnumerable<DataViewSchema.Column> columns) : base(view.Schema, columns)
            {
                _view = view;
                _reader = new StreamReader(view._path, Encoding.UTF8);
                if (view._options.HasHeader)
                    _reader.ReadLine();
            }

            public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)CheckRow(_row), 0);

            protected override bool MoveNextCore()
            {
                if (_row + 1 == _view._options.MaxRows)
                    return false;
                string line;
                do
                {
                    line = _reader.ReadLine();
                    if (line == null)
                        return false;
                }
                while (line.Length == 0);
                _row++;
                TextFields.Split(line, _view._options, _reader, _fields);
                return true;
            }

            protected override ValueGetter<TValue> GetGetterCore<TValue>(int column)
            {
                var source = _view._sources[column];
                if (typeof(TValue) == typeof(ReadOnlyMemory<char>))
                    return (ValueGetter<TValue>)(Delegate)(ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = Field(source.Start).AsMemory());
                if (typeof(TValue) == typeof(float))
                    return (ValueGetter<TValue>)(Delegate)(ValueGetter<float>)((ref float value) => value = Number(source.Start));
                if (typeof(TValue) == typeof(bool))
                    return (ValueGetter<TValue>)(Delegate)(ValueGetter<bool>)((ref bool value) => value = Field(source.Start).Trim().ToUpperInvariant() is "1" or "TRUE" or "T" or "YES" or "Y" or "+1" or "+");
                if (typeof(TValue) == typeof(int))
                    return (ValueGetter<TValue>)(Delegate)(ValueGetter<int>)((ref int value) => value = int.TryParse(Field(source.Start), CultureInfo.InvariantCulture, out var i) ? i : 0);
                if (typeof(TValue) == typeof(VBuffer<float>))
                    return (ValueGetter<TValue>)(Delegate)(ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                    {
                        var editor = VBufferEditor.Create(ref value, source.End - source.Start + 1);
                        for (var i = 0; i < editor.Values.Length; i++)
                            editor.Values[i] = Number(source.Start + i);
                        value = editor.Commit();
                    });
                throw new InvalidOperationException($"Column '{Schema[column].Name}' of type '{Schema[column].Type}' cannot be read as '{typeof(TValue)}'.");
            }

            protected override void Dispose(bool disposing)
            {
                _reader.Dispose();
                base.Dispose(disposing);
            }

            private string Field(int index) => CheckRow(index) < _fields.Count ? _fields[index] : "";

            private float Number(int index)
            {
                var field = Field(index);
                return field.Length == 0 ? 0 : float.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : float.NaN;
            }
        }
    }
}
