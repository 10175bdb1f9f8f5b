namespace MLNetBert.Cli.Output;

/// <summary>A column of an .idv file: its codec, the values of the block being filled, and where the previous blocks are.</summary>
internal abstract class IdvColumn(string name, string codec)
{
    private const byte NotCompressed = 0;

    private readonly List<(long Offset, int Length)> _blocks = [];

    /// <summary>Writes the values of <paramref name="rows"/> rows as a block, and forgets them.</summary>
    public abstract void EndBlock(BinaryWriter block, int rows);

    /// <summary>Notes where a block is.</summary>
    public void Add(long offset, int length) => _blocks.Add((offset, length));

    /// <summary>Writes the lookup table: one entry per block.</summary>
    public void WriteLookup(BinaryWriter table)
    {
        foreach ((long offset, int length) in _blocks)
        {
            table.Write(offset);
            table.Write(length);
            table.Write(length);
        }
    }

    /// <summary>Writes the entry of the table of contents.</summary>
    public void WriteEntry(BinaryWriter table, int rowsPerBlock, long lookupOffset)
    {
        table.Write(name);
        table.Write(codec);
        byte[] parameters = Parameters();
        table.Write7BitEncodedInt(parameters.Length);
        table.Write(parameters);

        // An encoder's floats hardly shrink (by 9 % with Deflate) and would take longer to write and to read.
        table.Write(NotCompressed);
        table.Write7BitEncodedInt(rowsPerBlock);
        table.Write(lookupOffset);
        table.Write(0L); // no annotations
    }

    /// <summary>What the codec needs to know beyond its name.</summary>
    protected virtual byte[] Parameters() => [];
}

/// <summary>A column of texts: all texts of a block as one, and where each ends in it, in UTF-16 code units.</summary>
internal sealed class IdvTextColumn(string name) : IdvColumn(name, "TextSpan")
{
    private readonly StringBuilder _texts = new();
    private readonly List<int> _ends = [];

    /// <summary>Adds a row's value.</summary>
    public void Add(string text)
    {
        _texts.Append(text);
        _ends.Add(_texts.Length);
    }

    /// <inheritdoc/>
    public override void EndBlock(BinaryWriter block, int rows)
    {
        block.Write(rows);
        _ends.ForEach(block.Write);
        block.Write(_texts.ToString());
        _texts.Clear();
        _ends.Clear();
    }
}

/// <summary>A column of dense vectors of float32, all of one size.</summary>
internal sealed class IdvVectorColumn(string name, int size) : IdvColumn(name, "VBuffer")
{
    private const int Dense = -1;

    private readonly MemoryStream _values = new();

    /// <summary>Adds a row's value.</summary>
    public void Add(ReadOnlySpan<float> vector) => _values.Write(MemoryMarshal.AsBytes(vector));

    /// <inheritdoc/>
    public override void EndBlock(BinaryWriter block, int rows)
    {
        block.Write(rows);
        block.Write(size);
        for (int row = 0; row < rows; row++)
            block.Write(Dense);

        block.Write(0); // indices, which only sparse vectors have
        block.Write(_values.GetBuffer().AsSpan(0, (int)_values.Length));
        _values.SetLength(0);
    }

    /// <inheritdoc/>
    protected override byte[] Parameters()
    {
        using var parameters = new MemoryStream();
        using var writer = new BinaryWriter(parameters);
        writer.Write("Single");
        writer.Write7BitEncodedInt(0); // parameters of that codec
        writer.Write(1); // dimensions
        writer.Write(size);
        return parameters.ToArray();
    }
}
