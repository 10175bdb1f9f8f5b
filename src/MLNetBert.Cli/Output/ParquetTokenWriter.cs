using ParquetSharp;
using ParquetSharp.Schema;

namespace MLNetBert.Cli.Output;

/// <summary>.parquet: id, the number of the window if there may be several, and lists of int32: input_ids, token_type_ids, attention_mask, and offsets as a list of pairs.</summary>
internal sealed class ParquetTokenWriter : ITokenWriter
{
    private const int MostRows = 120 << 10;
    private const int MostTokens = 2 << 20;

    private readonly ParquetOutput _output;
    private readonly IdType _idType;
    private readonly bool _codePoints;
    private readonly List<string> _ids = [];
    private readonly List<int> _windows = [];
    private readonly List<int>[] _lists = [[], [], []];
    private readonly List<int> _offsets = [];
    private readonly List<int> _lengths = [];
    private readonly bool _hasWindows;

    /// <summary>Begins the file.</summary>
    public ParquetTokenWriter(string path, IdType ids, bool windows, bool codePoints)
    {
        (_idType, _hasWindows, _codePoints) = (ids, windows, codePoints);
        Node[] columns =
        [
            ParquetIds.Node("id", ids), .. windows ? (Node[])[Int32("window")] : [], List("input_ids"), List("token_type_ids"), List("attention_mask"),
            ParquetOutput.List("offsets", new GroupNode("element", Repetition.Required, [new GroupNode("list", Repetition.Repeated, [Int32("element")])], LogicalType.List())),
        ];
        _output = new ParquetOutput(path, columns, null, new Dictionary<string, string>());
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _output.Files;

    /// <inheritdoc/>
    public void Write(TextRow row, TokenEncoding encoding, int window)
    {
        ParquetOutput.Check(row, _idType);
        _ids.Add(row.Id);
        _windows.Add(window);
        _lists[0].AddRange(encoding.Ids);
        _lists[1].AddRange(encoding.TypeIds);
        _lists[2].AddRange(encoding.AttentionMask);
        _lengths.Add(encoding.Ids.Length);
        foreach ((int start, int end) in _codePoints ? encoding.OffsetsInCodePoints(row.Text, row.TextPair) : encoding.Offsets)
            _offsets.AddRange(start, end);

        if (_ids.Count == MostRows || _lists[0].Count >= MostTokens)
            EndGroup();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_ids.Count > 0)
            EndGroup();

        _output.Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private static PrimitiveNode Int32(string name) => new(name, Repetition.Required, LogicalType.None(), PhysicalType.Int32);

    private static Node List(string name) => ParquetOutput.List(name, Int32("element"));

    private void EndGroup()
    {
        Action<ColumnWriter>[] lists = [.. _lists.Select(list => (Action<ColumnWriter>)(column => WriteList(column, list, 1)))];
        Action<ColumnWriter>[] windows = _hasWindows ? [column => ((ColumnWriter<int>)column).WriteBatch(CollectionsMarshal.AsSpan(_windows))] : [];
        _output.WriteGroup([column => ParquetIds.Write(column, _idType, _ids), .. windows, .. lists, column => WriteList(column, _offsets, 2)]);
        _ids.Clear();
        _windows.Clear();
        _lengths.Clear();
        _offsets.Clear();
        foreach (List<int> list in _lists)
            list.Clear();
    }

    // Of each value, whether it begins a row (0), a pair (1) or nothing; a row without tokens has one entry without a value.
    private void WriteList(ColumnWriter column, List<int> values, int each)
    {
        var full = new List<short>(values.Count);
        var repeated = new List<short>(values.Count);
        foreach (int length in _lengths)
        {
            for (int i = 0; i < Math.Max(1, length * each); i++)
            {
                full.Add((short)(length == 0 ? 0 : each));
                repeated.Add((short)(i == 0 ? 0 : 1 + (i % each)));
            }
        }

        ((ColumnWriter<int>)column).WriteBatch(full.Count, CollectionsMarshal.AsSpan(full), CollectionsMarshal.AsSpan(repeated), CollectionsMarshal.AsSpan(values));
    }
}
