using System.Runtime.Intrinsics;

namespace MLNetBert.Tokenizers.WordPiece;

/// <content>Code point by code point, by the tables of <see cref="BertCodePoints"/>.</content>
internal sealed partial class BertWordPieceEncoder
{
    private const int WideCacheBits = 11, WideCachedIds = 6;
    private CachedWideWord[]? _wideCache;
    private readonly List<long> _marks = [];
    private char[] _word = new char[64];
    private int _length;

    /// <summary>The length of the word at the last place across which marks are not reordered.</summary>
    private int _barrier;

    /// <summary>Whether the word ends with marks that may not be in canonical order.</summary>
    private bool _disorder;

    /// <summary>Encodes up to the end of a word, and returns where the next may begin.</summary>
    private int EncodeSlowly(ReadOnlySpan<char> text, int at)
    {
        _length = _barrier = 0;
        _disorder = false;
        while (at < text.Length)
        {
            int code = text[at++];
            if (code is >= 0xD800 and < 0xE000)
            {
                if (code < 0xDC00 && at < text.Length && char.IsLowSurrogate(text[at]))
                    code = char.ConvertToUtf32((char)code, text[at++]);
                else
                    code = 0xFFFD;
            }

            uint entry = _codePoints[code];
            if ((BertAction)(byte)entry == BertAction.Keep && !_disorder)
            {
                Join(code);
                continue;
            }

            if ((BertAction)(byte)entry == BertAction.Several)
            {
                foreach (uint part in _codePoints.Several(entry))
                    Do(part);
            }
            else
            {
                Do((BertAction)(byte)entry == BertAction.Keep ? BertCodePoints.Word(code) : entry);
            }

            if (_length == 0 && at < text.Length && text[at] < 128)
                return at;
        }

        EndWord();
        return at;
    }

    private void Do(uint entry)
    {
        int payload = (int)(entry >> 8);
        switch ((BertAction)(byte)entry)
        {
            case BertAction.Word:
                if (_disorder)
                    OrderMarks();

                Join(payload);
                break;
            case BertAction.Separator:
                EndWord();
                break;
            case BertAction.Token:
                EndWord();
                Append(payload);
                break;
            case BertAction.Alone:
                EndWord();
                Join(payload);
                EndWord();
                break;
            case BertAction.DropStarter:
                if (_disorder)
                    OrderMarks();

                _barrier = _length;
                break;
            case BertAction.Mark:
                Join(payload);
                _disorder = true;
                break;
            default:
                break;
        }
    }

    private void Join(int code)
    {
        if (_length + 2 > _word.Length)
            Array.Resize(ref _word, _word.Length * 2);

        if (code < 0x10000)
        {
            _word[_length++] = (char)code;
        }
        else
        {
            _word[_length++] = (char)(0xD7C0 + (code >> 10));
            _word[_length++] = (char)(0xDC00 + (code & 0x3FF));
        }
    }

    /// <summary>Puts the marks at the end of the word in canonical order: by class, and within a class as they came.</summary>
    private void OrderMarks()
    {
        _disorder = false;
        int start = _length;
        _marks.Clear();
        while (start > _barrier)
        {
            int size = start >= 2 && char.IsSurrogatePair(_word[start - 2], _word[start - 1]) ? 2 : 1;
            int code = CodePoints.At(_word, start - size, out _);
            if (Normalization.CombiningClass(code) == 0)
                break;

            // Class, place and code point in one number: sorting the numbers gives canonical order.
            _marks.Add(((long)Normalization.CombiningClass(code) << 56) | ((long)start << 24) | (uint)code);
            start -= size;
        }

        _marks.Sort();
        _length = start;
        foreach (long mark in _marks)
            Join((int)(mark & 0xFFFFFF));
    }

    private void EndWord()
    {
        if (_disorder)
            OrderMarks();

        int length = _length;
        if (length == 0)
        {
            _barrier = 0;
            return;
        }

        _length = _barrier = 0;
        if (length > Width || _word[length - 1] == 0)
        {
            Tokenize(_word.AsSpan(0, length));
            return;
        }

        // What follows the word in the buffer is not part of the key.
        _word.AsSpan(length, Width - length).Clear();
        var key = Vector256.Create(MemoryMarshal.Cast<char, ushort>(_word.AsSpan(0, Width)));
        Vector256<ulong> words = key.AsUInt64();
        ulong hash = ((words[0] * 0x9E3779B97F4A7C15) ^ (words[1] * 0xD6E8FEB86659FD93) ^ (words[2] * 0xA0761D6478BD642F) ^ (words[3] * 0xE7037ED1A0B428DB)) * 0x9E3779B97F4A7C15;
        ref CachedWideWord cached = ref (_wideCache ??= new CachedWideWord[1 << WideCacheBits])[(int)(hash >> (64 - WideCacheBits))];
        if (cached.Key == key)
        {
            for (int i = 0; i < cached.Count; i++)
                Append(cached.Ids[i]);

            return;
        }

        int before = _count;
        Tokenize(_word.AsSpan(0, length));
        ReadOnlySpan<int> ids = _ids.AsSpan(before, _count - before);
        if (ids.Length <= WideCachedIds)
        {
            cached.Key = key;
            cached.Count = ids.Length;
            ids.CopyTo(cached.Ids);
        }
    }

    /// <summary>A word of at most 16 UTF-16 units, followed by zeros, and its ids.</summary>
    private struct CachedWideWord
    {
        public Vector256<ushort> Key;
        public int Count;
        public WideIds Ids;
    }

    [System.Runtime.CompilerServices.InlineArray(WideCachedIds)]
    private struct WideIds
    {
        private int _first;
    }
}
