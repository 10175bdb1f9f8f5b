using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

/// <summary>Records from a pipe are those of a file, however they arrive, and come with their last byte.</summary>
public class PipedRecordStreamTests
{
    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    public void Rows_and_errors_are_those_of_a_file(char separator)
    {
        Gen<string> text = Gen.Elements("\"", $"{separator}", $"\"{separator}\"", "\n", "\r\n", "\r", "a", "é", new string('x', 50), "1" + separator).ListOf().Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(text.ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (rows, longest) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes($"id{separator}text\n{rows}");
            Assert.Equal(Read(new MemoryStream(bytes), separator), Read(new PipedRecordStream(new Pieces(bytes, longest), separator), separator));
        }));
    }

    [Theory]
    [InlineData(',', "\n")]
    [InlineData('\t', "\r\n")]
    public void A_row_comes_with_its_last_byte(char separator, string end)
    {
        for (int length = 0; length < 200; length++)
        {
            string last = $"a{separator}\"{new string('x', length)}{end}\"{end}";
            foreach (string more in new[] { "", "b", $"b{separator}\"{end}" })
            {
                using var arrived = new Arrived(Encoding.UTF8.GetBytes($"id{separator}text{end}{last}{more}"));
                TextRow row = DelimitedRows.Read(new PipedRecordStream(arrived, separator), "pipe", separator, new Columns(), new RowCounter(), BadRows.Refused, null).First();
                Assert.Equal(("a", new string('x', length) + end, 1L, 2L), (row.Id, row.Text, row.Row, row.Line));
            }
        }
    }

    private static List<string> Read(Stream stream, char separator)
    {
        var seen = new List<string>();
        var bad = new BadRows(row => seen.Add($"{row.Row} {row.Line}: {row.Error.Message}"));
        try
        {
            foreach (TextRow row in DelimitedRows.Read(stream, "pipe", separator, new Columns(), new RowCounter(), bad, null))
                seen.Add($"{row.Row} {row.Line}: {row.Id} {row.Text}");
        }
        catch (BadInputException e)
        {
            seen.Add(e.Message);
        }

        return seen;
    }

    private sealed class Pieces(byte[] bytes, int longest) : MemoryStream(bytes)
    {
        private readonly Random _random = new(longest);

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, _random.Next(longest) + 1)]);
    }

    // Whoever asks for more would wait for ever.
    private sealed class Arrived(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position == Length ? throw new InvalidOperationException("Nobody has written more.") : base.Read(buffer);
    }
}
