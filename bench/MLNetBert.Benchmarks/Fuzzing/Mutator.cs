using System.Text;
using System.Text.RegularExpressions;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Makes new files from those of a pool: bytes flipped, cut, doubled, mixed with another file's, numbers and words replaced.</summary>
internal sealed partial class Mutator(int seed, IReadOnlyList<string> words)
{
    private const int MaxLength = 1 << 18;

    private static readonly string[] Numbers =
        ["0", "-1", "1", "255", "65536", "1000000", "2147483647", "-2147483648", "2147483648", "4294967295", "9223372036854775807", "18446744073709551616", "1e309", "-0.0", "NaN", "0.5", ""];

    private static readonly byte[] Bytes = [0, 1, 0x7f, 0x80, 0xff, (byte)'"', (byte)'{', (byte)'[', (byte)',', (byte)'\n', (byte)'\\', (byte)'0'];

    private readonly Random _random = new(seed);

    /// <summary>A changed copy of one file of the pool.</summary>
    public byte[] Next(IReadOnlyList<byte[]> pool)
    {
        List<byte> file = [.. pool[_random.Next(pool.Count)]];
        int changes = 1 << _random.Next(5);
        for (int i = 0; i < changes; i++)
            Change(file, pool);
        return file.Count > MaxLength ? [.. file.Take(MaxLength)] : [.. file];
    }

    private void Change(List<byte> file, IReadOnlyList<byte[]> pool)
    {
        if (file.Count == 0)
            file.Add(0);
        int at = _random.Next(file.Count);
        int length = Math.Min(1 << _random.Next(10), file.Count - at);
        switch (_random.Next(10))
        {
            case 0:
                file[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                file[at] = Bytes[_random.Next(Bytes.Length)];
                break;
            case 2:
                file.RemoveRange(at, length);
                break;
            case 3:
                List<byte> copy = file.GetRange(at, length);
                int times = _random.Next(20) == 0 ? 100 : 1;
                for (int i = 0; i < times && file.Count < MaxLength; i++)
                    file.InsertRange(at, copy);
                break;
            case 4:
                byte[] other = pool[_random.Next(pool.Count)];
                int from = _random.Next(other.Length + 1);
                file.InsertRange(at, other[from..Math.Min(other.Length, from + length)]);
                break;
            case 5 or 6:
                ReplaceNumber(file);
                break;
            case 7:
                // A little-endian length somewhere.
                for (int i = 0, size = 1 << _random.Next(4), value = _random.Next(3) - 1; i < size && at + i < file.Count; i++)
                    file[at + i] = (byte)(value < 0 ? 0xff : i == 0 ? value : 0);
                break;
            default:
                if (words.Count > 0)
                    file.InsertRange(at, Encoding.UTF8.GetBytes(words[_random.Next(words.Count)]));
                break;
        }
    }

    private void ReplaceNumber(List<byte> file)
    {
        // Latin-1 keeps every byte.
        string text = Encoding.Latin1.GetString([.. file]);
        MatchCollection found = Number().Matches(text);
        if (found.Count == 0)
            return;
        Match one = found[_random.Next(found.Count)];
        file.RemoveRange(one.Index, one.Length);
        file.InsertRange(one.Index, Encoding.ASCII.GetBytes(Numbers[_random.Next(Numbers.Length)]));
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
