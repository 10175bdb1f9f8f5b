using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

public class Utf8CheckedStreamTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Passes_exactly_what_is_UTF_8_however_it_is_cut()
    {
        // Pieces of sequences, so that good and bad text come up alike.
        Gen<byte[]> bytes = Gen.Elements("a"u8.ToArray(), "\n"u8.ToArray(), "é"u8.ToArray(), "\u732B"u8.ToArray(), "\U0001F600"u8.ToArray(), [0xE7], [0x8C], [0xF0, 0x9F], [0xC0], [0xED, 0xA0, 0x80])
            .ArrayOf().Select(parts => parts.SelectMany(part => part).ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(bytes.ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (content, step) =>
        {
            using var stream = new Utf8CheckedStream(new SlowStream(content, step), "x");
            var copy = new MemoryStream();
            if (FirstBad(content) is not { } bad)
            {
                stream.CopyTo(copy);
                Assert.Equal(content, copy.ToArray());
                return;
            }

            string message = Assert.Throws<BadInputException>(() => stream.CopyTo(copy)).Message;
            int line = 1 + content.Take(bad).Count(b => b == '\n');
            Assert.StartsWith($"x, line {line}: byte 0x{content[bad]:X2} at offset {bad} is not valid UTF-8", message, StringComparison.Ordinal);
        }));
    }

    // Where the longest good beginning ends, by .NET's strict decoder.
    private static int? FirstBad(byte[] content)
    {
        try
        {
            Strict.GetString(content);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return Enumerable.Range(0, content.Length).Last(length => IsGood(content.AsSpan(0, length)));
        }
    }

    private static bool IsGood(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private sealed class SlowStream(byte[] content, int step) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);
    }
}
