using System.Numerics;
using System.Runtime.Intrinsics;

namespace MLNetBert.Tokenizers.WordPiece;

/// <summary>
/// BERT's normalizer, pre-tokenizer and WordPiece in one pass. Words of up to 15 ASCII letters and digits, nearly all of an
/// English text, are classified, lower-cased and packed into 16 bytes by a few vector instructions, and looked up by these bytes in a
/// cache of fixed size; everything else goes code point by code point (see the other part). There is no allocation per word.
/// </summary>
internal sealed partial class BertWordPieceEncoder : FusedEncoder
{
    private const int Width = 16, CacheBits = 13, CachedIds = 3, MoreCachedIds = Width - 1 - CachedIds;
    private readonly WordPieceModel _model;
    private readonly BertCodePoints _codePoints;
    private readonly bool _lowercase;
    private readonly WorkBudget _budget;
    private readonly CachedWord[] _cache = new CachedWord[1 << CacheBits];
    private readonly uint[] _ascii = new uint[128];
    private int[]? _moreIds;
    private int[] _ids = new int[256];
    private int _count;

    public BertWordPieceEncoder(WordPieceModel model, BertCodePoints codePoints, bool lowercase, WorkBudget budget)
    {
        _budget = budget;
        _model = model;
        _codePoints = codePoints;
        _lowercase = lowercase;
        for (int c = 0; c < 128; c++)
            _ascii[c] = codePoints[c];
    }

    public override FusedEncoder Clone(WorkBudget budget) => new BertWordPieceEncoder(_model, _codePoints, _lowercase, budget);

    public override void Encode(ReadOnlySpan<char> text, List<int> ids, int limit)
    {
        int wanted = limit - ids.Count;
        _count = 0;
        int at = EncodeFast(text, 0, text.Length - Width, wanted);
        if (at < text.Length && _count < wanted)
        {
            // Words are read 16 characters at a time, so spaces are put after the end of the text.
            Span<char> tail = stackalloc char[2 * Width];
            tail.Fill(' ');
            text[at..].CopyTo(tail);
            EncodeFast(tail, 0, text.Length - at - 1, wanted);
        }

        ids.AddRange(_ids.AsSpan(0, _count));
    }

    /// <summary>Encodes from the beginning of a word, as long as words begin at or before <paramref name="last"/>, after which 15 more characters can be read; returns where it stopped.</summary>
    private int EncodeFast(ReadOnlySpan<char> text, int at, int last, int wanted)
    {
        ref ushort start = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref uint ascii = ref MemoryMarshal.GetArrayDataReference(_ascii);
        while (at <= last && _count < wanted)
        {
            uint c = Unsafe.Add(ref start, at);
            if (c < 128)
            {
                uint entry = Unsafe.Add(ref ascii, c);
                switch ((BertAction)(byte)entry)
                {
                    case BertAction.Separator or BertAction.Drop:
                        at++;
                        continue;
                    case BertAction.Token:
                        at++;
                        Append((int)(entry >> 8));
                        continue;
                    case BertAction.Keep or BertAction.Word:
                        int length = PackWord(ref Unsafe.Add(ref start, at), out Vector128<ulong> key);
                        c = length < Width ? Unsafe.Add(ref start, at + length) : 128u;
                        if (length > 0 && c < 128 && (BertAction)(byte)Unsafe.Add(ref ascii, c) is BertAction.Separator or BertAction.Token)
                        {
                            at += length;
                            AppendWord(key, length);
                            continue;
                        }

                        break;
                    default:
                        break;
                }
            }

            at = EncodeSlowly(text, at);
        }

        return at;
    }

    /// <summary>The ASCII letters and digits that come first, at most 16, as bytes, lower-cased if asked for, followed by zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PackWord(ref ushort start, out Vector128<ulong> key)
    {
        var bytes = Vector128.NarrowWithSaturation(Vector128.LoadUnsafe(ref start), Vector128.LoadUnsafe(ref start, 8));
        Vector128<byte> lower = bytes | Vector128.Create((byte)0x20);
        var letters = Vector128.LessThan(lower - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
        var digits = Vector128.LessThan(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        uint others = ~(letters | digits).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(others | 1u << Width);

        // Digits have bit 0x20 already; it is only set for letters.
        Vector128<byte> word = _lowercase ? bytes | (letters & Vector128.Create((byte)0x20)) : bytes;
        var keep = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length));
        key = (word & keep).AsUInt64();
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendWord(Vector128<ulong> key, int length)
    {
        ulong low = key[0], high = key[1];
        ulong hash = (low ^ BitOperations.RotateLeft(high * 0x9E3779B97F4A7C15, 32)) * 0xD6E8FEB86659FD93;
        int place = (int)(hash >> (64 - CacheBits));
        ref CachedWord cached = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_cache), place);
        if (cached.Low != low || cached.High != high)
        {
            AppendUncached(key, length, place);
            return;
        }

        if (_count + Width > _ids.Length)
            Array.Resize(ref _ids, _ids.Length * 2);

        // Three ids are always written; the next word overwrites those that do not count.
        ref int to = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ids), _count);
        to = cached.Id0;
        Unsafe.Add(ref to, 1) = cached.Id1;
        Unsafe.Add(ref to, 2) = cached.Id2;
        if (cached.Count > CachedIds)
            _moreIds.AsSpan(place * MoreCachedIds, cached.Count - CachedIds).CopyTo(_ids.AsSpan(_count + CachedIds));

        _count += cached.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendUncached(Vector128<ulong> key, int length, int place)
    {
        Span<char> word = stackalloc char[Width];
        for (int i = 0; i < length; i++)
            word[i] = (char)key.AsByte()[i];

        int before = _count;
        Tokenize(word[..length]);
        ReadOnlySpan<int> ids = _ids.AsSpan(before, _count - before);
        _cache[place] = new CachedWord { Low = key[0], High = key[1], Count = ids.Length, Id0 = ids[0], Id1 = ids.Length > 1 ? ids[1] : 0, Id2 = ids.Length > 2 ? ids[2] : 0 };
        if (ids.Length > CachedIds)
            ids[CachedIds..].CopyTo((_moreIds ??= new int[MoreCachedIds << CacheBits]).AsSpan(place * MoreCachedIds));
    }

    /// <summary>Appends the ids of a normalized word.</summary>
    private void Tokenize(ReadOnlySpan<char> word)
    {
        if (_count + word.Length > _ids.Length)
            Array.Resize(ref _ids, Math.Max(_ids.Length * 2, _count + word.Length));

        _count += _model.Tokenize(word, _ids.AsSpan(_count), _budget);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int id)
    {
        if (_count == _ids.Length)
            Array.Resize(ref _ids, _ids.Length * 2);

        _ids[_count++] = id;
    }

    /// <summary>A word of at most 15 bytes, followed by zeros, and its first ids; those after the third are in a separate table. No word is empty, so all zeros mean a free place.</summary>
    private struct CachedWord
    {
        public ulong Low, High;
        public int Count, Id0, Id1, Id2;
    }
}
