namespace MLNetBert.Tokenizers.Japanese;

/// <summary>Cuts text into MeCab's surfaces. Each thread has its own lattice.</summary>
internal sealed class MecabPreTokenizer(MecabDictionary dictionary) : SplittingPreTokenizer
{
    private readonly ThreadLocal<Workspace> _workspace = new(() => new Workspace(dictionary));

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        Workspace work = _workspace.Value!;
        if (work.Bytes.Length < 3 * piece.Length)
            work.Bytes = new byte[Math.Max(3 * piece.Length, 2 * work.Bytes.Length)];

        ReadOnlySpan<byte> utf8 = work.Bytes.AsSpan(0, Encoding.UTF8.GetBytes(piece, work.Bytes));
        work.Lattice.Segment(utf8, work.Surfaces);
        (int at, int unit) = (0, offset);
        foreach ((int start, int end) in work.Surfaces)
        {
            unit += UnitCount(utf8[at..start]);
            int length = UnitCount(utf8[start..end]);
            output.Add(unit, unit + length);
            unit += length;
            at = end;
        }
    }

    /// <summary>The number of UTF-16 units of UTF-8: one for each leading byte, two if it leads four bytes.</summary>
    private static int UnitCount(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte b in utf8)
            count += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;

        return count;
    }

    private sealed class Workspace(MecabDictionary dictionary)
    {
        public MecabLattice Lattice { get; } = new(dictionary);

        public List<(int Start, int End)> Surfaces { get; } = [];

        public byte[] Bytes { get; set; } = new byte[256];
    }
}
