namespace MLNetBert.Cli.Input;

/// <summary>
/// .csv or .tsv from a pipe. CsvHelper looks at whole blocks, so that the last records which have arrived would wait for bytes that may be long in coming:
/// a block of blank lines, which are no records, is put behind them. Fields and records end where CsvHelper ends them, in broken files too.
/// </summary>
internal sealed class PipedRecordStream(Stream inner, char separator) : ReadStream(inner)
{
    private const int Block = 64;
    private const int MostAtOnce = 1 << 16;

    private readonly byte[] _buffer = new byte[MostAtOnce + Block];
    private readonly Queue<long> _blocks = [];
    private int _start;
    private int _end;
    private long _before;
    private long _linesAdded;
    private Place _place;

    /// <summary>How many blank lines are put before an offset of this stream; offsets never go back.</summary>
    public long LinesAddedBefore(long offset)
    {
        while (_blocks.TryPeek(out long block) && block < offset)
        {
            _blocks.Dequeue();
            _linesAdded += Block;
        }

        return _linesAdded;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
            Fill();

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Fill()
    {
        _before += _end;
        (_start, _end) = (0, Inner.Read(_buffer.AsSpan(0, MostAtOnce)));
        int records = EndOfRecords(_buffer.AsSpan(0, _end));
        if (records == 0)
            return;

        _buffer.AsSpan(records, _end - records).CopyTo(_buffer.AsSpan(records + Block));
        _buffer.AsSpan(records, Block).Fill((byte)'\n');
        _blocks.Enqueue(_before + records);
        _end += Block;
    }

    // Behind the last line break that ends a record; 0 if there is none.
    private int EndOfRecords(ReadOnlySpan<byte> bytes)
    {
        int end = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte next = bytes[i];
            if (_place == Place.Quoted)
            {
                _place = next == (byte)'"' ? Place.BehindQuote : Place.Quoted;
            }
            else if (next is (byte)'\n' or (byte)'\r' || next == separator)
            {
                _place = Place.Start;
                end = next == (byte)'\n' ? i + 1 : end;
            }
            else
            {
                // A second quote behind one goes on with the field; within text it is text.
                _place = next == (byte)'"' && _place != Place.Text ? Place.Quoted : Place.Text;
            }
        }

        return end;
    }

    private enum Place
    {
        Start,
        Text,
        Quoted,
        BehindQuote,
    }
}
