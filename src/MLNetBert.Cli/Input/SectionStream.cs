namespace MLNetBert.Cli.Input;

/// <summary>The header of a file, then a piece of it, as if there were nothing else.</summary>
internal sealed class SectionStream : ReadStream
{
    private readonly InputSection _section;
    private long _headerLeft;
    private long _left;

    /// <summary>Begins at the header.</summary>
    public SectionStream(FileStream file, InputSection section)
        : base(file)
    {
        _section = section;
        _headerLeft = section.Header;
        _left = (section.End ?? file.Length) - section.Offset;
        if (section.Header == 0)
            file.Position = section.Offset;
    }

    /// <summary>How many bytes there are to read.</summary>
    public long Size => _headerLeft + _left;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        bool header = _headerLeft > 0;
        int count = Inner.Read(buffer[..(int)Math.Min(buffer.Length, header ? _headerLeft : Math.Max(0, _left))]);
        if (!header)
        {
            _left -= count;
            return count;
        }

        _headerLeft -= count;
        if (_headerLeft == 0)
            Inner.Position = _section.Offset;

        return count;
    }
}
