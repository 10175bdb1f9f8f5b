using System.Numerics;

namespace MLNetBert.Tokenizers.WordPiece;

/// <summary>
/// Tokens that begin with a prefix, found by what follows it: an open-addressed hash table over UTF-16 that makes no strings.
/// Immutable and thread-safe.
/// </summary>
internal sealed class WordPieceTable
{
    private readonly Slot[] _slots;
    private readonly char[] _pool;
    private readonly int _mask;
    private readonly int _longest;

    public WordPieceTable(IReadOnlyDictionary<string, int> ids, string prefix)
    {
        int count = 0, chars = 0;
        foreach (string token in ids.Keys)
        {
            if (token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
            {
                count++;
                chars += token.Length - prefix.Length;
            }
        }

        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, count * 2))];
        _mask = _slots.Length - 1;
        _pool = new char[chars];
        int at = 0;
        foreach ((string token, int id) in ids)
        {
            if (token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> key = token.AsSpan(prefix.Length);
                key.CopyTo(_pool.AsSpan(at));
                Insert(new Slot(Finish(Hash(key)), at, key.Length, id));
                at += key.Length;
                _longest = Math.Max(_longest, key.Length);
            }
        }
    }

    /// <summary>The length of the longest token that begins the text, and its id; 0 if none does.</summary>
    public int LongestPrefix(ReadOnlySpan<char> text, out int id)
    {
        int length = Math.Min(text.Length, _longest);
        Span<uint> hashes = length <= 256 ? stackalloc uint[length] : new uint[length];
        uint hash = 0;
        for (int i = 0; i < length; i++)
        {
            hash = Next(hash, text[i]);
            hashes[i] = hash;
        }

        for (; length > 0; length--)
        {
            if (Find(text[..length], Finish(hashes[length - 1]), out id))
                return length;
        }

        id = -1;
        return 0;
    }

    private bool Find(ReadOnlySpan<char> key, uint hash, out int id)
    {
        for (int at = (int)hash & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly Slot slot = ref _slots[at];
            if (slot.Length == 0)
            {
                id = -1;
                return false;
            }

            if (slot.Hash == hash && slot.Length == key.Length && key.SequenceEqual(_pool.AsSpan(slot.Start, slot.Length)))
            {
                id = slot.Id;
                return true;
            }
        }
    }

    private void Insert(Slot slot)
    {
        int at = (int)slot.Hash & _mask;
        while (_slots[at].Length != 0)
            at = (at + 1) & _mask;

        _slots[at] = slot;
    }

    private static uint Hash(ReadOnlySpan<char> key)
    {
        uint hash = 0;
        foreach (char c in key)
            hash = Next(hash, c);

        return hash;
    }

    // A multiplicative hash in which hashing a word passes through the hash of each prefix: one pass hashes all prefixes.
    private static uint Next(uint hash, char c) => (hash + c + 1) * 0x9E3779B1;

    private static uint Finish(uint hash) => hash ^ (hash >> 15);

    /// <summary>Length 0 is an empty slot.</summary>
    private readonly record struct Slot(uint Hash, int Start, int Length, int Id);
}
