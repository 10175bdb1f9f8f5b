using System.Numerics;

namespace MLNetBert.Encoder.Pickling;

/// <summary>
/// Reads pickles of plain values: numbers, texts, tuples, lists, dicts, and calls and names from a short list, which become notes of themselves. Nothing is
/// imported, called or built. The operations are a part of those that torch.load(weights_only=True) knows (torch/_weights_only_unpickler.py); any other is refused.
/// </summary>
/// <param name="bytes">The pickles, one behind the other.</param>
/// <param name="callable">The names that may be called, as module.name.</param>
/// <param name="names">The names that may stand for themselves.</param>
internal sealed class PickleReader(byte[] bytes, IReadOnlySet<string> callable, IReadOnlySet<string> names)
{
    private const string Dictionary = "collections.OrderedDict";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Where the next pickle begins.</summary>
    public int Position { get; private set; }

    /// <summary>The next pickle's value: null, bool, long, BigInteger, double, string, a list of values (tuples, too), or one of this room's records.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged.</exception>
    /// <exception cref="NotSupportedException">It asks for something that is not on the lists.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            int at = Position;
            byte operation = Take(1)[0];
            if (operation == (byte)'.')
                return _stack.Count == 1 && _marks.Count == 0 ? _stack[0] : throw new InvalidDataException($"its pickle ends at byte {at} in the middle of a value");
            if (!TryConstant(operation) && !TryGroup(operation) && !TryStore(operation))
                throw new NotSupportedException($"its pickle has the operation 0x{operation:x2} at byte {at}, which no tensor needs");
        }
    }

    /// <summary>Numbers, texts, and names.</summary>
    private bool TryConstant(byte operation)
    {
        switch ((char)operation)
        {
            case '\x80' when Take(1)[0] is var version:
                return version == 2 ? true : throw new NotSupportedException($"its pickle has the protocol {version}; torch.save writes 2");
            case 'N':
                return Push(null);
            case '\x88' or '\x89':
                return Push(operation == 0x88);
            case 'K':
                return Push((long)Take(1)[0]);
            case 'M':
                return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case 'J':
                return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case 'G':
                return Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            case '\x8a':
                ReadOnlySpan<byte> digits = Take(Take(1)[0]);
                BigInteger number = new(digits);
                return Push(digits.Length <= sizeof(long) ? (long)number : number);
            case 'X':
                return Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
            case 'U':
                return Push(Text(Take(Take(1)[0])));
            case 'c':
                string name = $"{Line()}.{Line()}";
                return name == Dictionary || callable.Contains(name) || names.Contains(name) ? Push(new PickleGlobal(name))
                    : throw new NotSupportedException($"its pickle asks for {Shown(name)}, which is no part of a tensor; nothing of it was run");
            default:
                return false;
        }
    }

    /// <summary>Tuples, lists, dicts and calls.</summary>
    private bool TryGroup(byte operation)
    {
        switch ((char)operation)
        {
            case '(':
                _marks.Push(_stack.Count);
                return true;
            case ')' or ']':
                return Push(new List<object?>());
            case '}':
                return Push(new PickleDictionary());
            case 't':
                return Push(PopToMark());
            case '\x85' or '\x86' or '\x87':
                return Push(PopLast(operation - 0x84));
            case 'a' or 'e':
                List<object?> items = operation == 'a' ? PopLast(1) : PopToMark();
                Top<List<object?>>().AddRange(items);
                return true;
            case 's' or 'u':
                AddPairs(operation == 's' ? PopLast(2) : PopToMark());
                return true;
            case 'R':
                List<object?> arguments = Pop<List<object?>>();
                return Push(Call(Pop<PickleGlobal>().Name, arguments));
            case 'b':
                // Attributes, such as a state_dict's _metadata: they say nothing of the values.
                PopLast(1);
                Top<PickleDictionary>();
                return true;
            case 'Q':
                return Push(new PickleReference(PopLast(1)[0]));
            default:
                return false;
        }
    }

    /// <summary>The memory of values that come again.</summary>
    private bool TryStore(byte operation)
    {
        switch ((char)operation)
        {
            case 'q' or 'r':
                _memo[Place(operation == 'q')] = _stack.Count > Floor ? _stack[^1] : throw new InvalidDataException($"its pickle keeps no value at byte {Position}");
                return true;
            case 'h' or 'j':
                uint place = Place(operation == 'h');
                return Push(_memo.TryGetValue(place, out object? value) ? value : throw new InvalidDataException($"its pickle names the value {place}, which it does not have"));
            default:
                return false;
        }
    }

    private object Call(string name, List<object?> arguments) =>
        name != Dictionary ? callable.Contains(name) ? new PickleCall(name, arguments) : throw new NotSupportedException($"its pickle calls {name}, which is nothing to call")
        : arguments.Count == 0 ? new PickleDictionary()
        : throw new NotSupportedException("its pickle makes an OrderedDict from a list, as Python 2 did; save it again");

    private void AddPairs(List<object?> items)
    {
        List<KeyValuePair<object?, object?>> pairs = Top<PickleDictionary>().Pairs;
        if (items.Count % 2 != 0)
            throw new InvalidDataException("its pickle has a key without a value");
        for (int i = 0; i < items.Count; i += 2)
            pairs.Add(new(items[i], items[i + 1]));
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private T Pop<T>() => PopLast(1)[0] is T value ? value : throw new InvalidDataException($"its pickle has another value than it should before byte {Position}");

    private T Top<T>() => _stack.Count > Floor && _stack[^1] is T value ? value : throw new InvalidDataException($"its pickle has another value than it should before byte {Position}");

    private int Floor => _marks.Count == 0 ? 0 : _marks.Peek();

    private List<object?> PopLast(int count)
    {
        if (_stack.Count - Floor < count)
            throw new InvalidDataException($"its pickle lacks a value before byte {Position}");
        List<object?> values = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private List<object?> PopToMark()
    {
        if (_marks.Count == 0)
            throw new InvalidDataException($"its pickle lacks a mark before byte {Position}");
        List<object?> values = PopLast(_stack.Count - _marks.Peek());
        _marks.Pop();
        return values;
    }

    private uint Place(bool isShort) => isShort ? Take(1)[0] : BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private string Line()
    {
        int length = bytes.AsSpan(Position).IndexOf((byte)'\n');
        if (length < 0)
            throw new InvalidDataException("its pickle ends in a name");
        string line = Text(Take((uint)length));
        Position++;
        return line;
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > bytes.Length - Position)
            throw new InvalidDataException($"its pickle is cut off, or longer than {bytes.Length} bytes");
        Position += (int)count;
        return bytes.AsSpan(Position - (int)count, (int)count);
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("its pickle has a text that is not UTF-8", e);
        }
    }

    private static string Shown(string name) => name.Length <= 100 ? name : name[..100] + "...";
}
