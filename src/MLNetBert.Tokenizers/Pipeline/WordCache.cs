using System.Diagnostics.CodeAnalysis;

namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// The ids of words seen before. Each hash has two places, and a new word drives out the older of the two, so that memory
/// and look-up time are bounded, whatever the text. Not thread-safe: use one per thread.
/// </summary>
internal sealed class WordCache
{
    /// <summary>Longer words, and words with more ids, are not kept.</summary>
    public const int MaxUnits = 20, MaxIds = 8;

    private const int Bits = 15;
    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Appends the ids of the word if it is known.</summary>
    public bool TryAppend(ReadOnlySpan<char> word, List<int> ids, out uint place)
    {
        place = Hash(word) >> (32 - Bits) & ~1u;
        ref Entry entry = ref _entries[place];
        if (!entry.Is(word))
        {
            entry = ref _entries[place + 1];
            if (!entry.Is(word))
                return false;
        }

        if (entry.Count == 1)
        {
            ids.Add(entry.Ids.First);
            return true;
        }

        int count = ids.Count;
        CollectionsMarshal.SetCount(ids, count + entry.Count);
        MemoryMarshal.CreateReadOnlySpan(ref entry.Ids.First, entry.Count).CopyTo(CollectionsMarshal.AsSpan(ids)[count..]);
        return true;
    }

    /// <summary>Keeps the ids of a word at the place that TryAppend gave.</summary>
    public void Put(uint place, ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length is 0 or > MaxUnits || ids.Length > MaxIds)
            return;
        _entries[place + 1] = _entries[place];
        ref Entry entry = ref _entries[place];
        (entry.Length, entry.Count) = ((byte)word.Length, (byte)ids.Length);
        word.CopyTo(MemoryMarshal.CreateSpan(ref entry.Units.First, MaxUnits));
        ids.CopyTo(MemoryMarshal.CreateSpan(ref entry.Ids.First, MaxIds));
    }

    private static uint Hash(ReadOnlySpan<char> word)
    {
        ulong hash = (ulong)word.Length;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(word.Length > MaxUnits ? word[..MaxUnits] : word);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
        ulong rest = 0;
        foreach (byte b in bytes)
            rest = (rest << 8) | b;
        return (uint)(Mix(hash, rest) >> 32);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }

    private struct Entry
    {
        public byte Length;
        public byte Count;
        public UnitArray Units;
        public IdArray Ids;

        [UnscopedRef]
        public bool Is(ReadOnlySpan<char> word) => Length == word.Length && word.SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref Units.First, Length));
    }

    [System.Runtime.CompilerServices.InlineArray(MaxUnits)]
    private struct UnitArray
    {
        public char First;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxIds)]
    private struct IdArray
    {
        public int First;
    }
}
