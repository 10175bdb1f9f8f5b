using System.Text;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

public class JsonNumbersTests
{
    /// <summary>Half of a surrogate pair may be escaped, in a key as well; "features" may be, too.</summary>
    [Theory]
    [InlineData("""{"\ud83d":[9], "features":[1,2.5]}""")]
    [InlineData("""{"x":"\udc00", "fe\u0061tures":[1,2.5]}""")]
    public void Keys_are_compared_whatever_is_escaped_in_them(string line) =>
        Assert.Equal([[1f, 2.5f]], JsonNumbers.Read(new MemoryStream(Encoding.UTF8.GetBytes(line)), "a.jsonl"));

    [Fact]
    public void Half_of_a_surrogate_pair_in_the_key_makes_another_key()
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => JsonNumbers.Read(new MemoryStream("{\"featu\\ud83dres\":[1]}\n"u8.ToArray()), "a.jsonl").ToList());
        Assert.Equal(("row.column", "features"), (refused.Code, refused.Column));
    }
}
