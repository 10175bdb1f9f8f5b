using System.Text;
using System.Text.Json.Nodes;
using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>What each class of a pattern takes, alone and in brackets: every character of two planes, against the live Rust tokenizer.</summary>
public sealed class CharacterClassTests : IDisposable
{
    private const int Together = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("classes").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(@"\w")]
    [InlineData(@"[\w]")]
    [InlineData(@"\W")]
    [InlineData(@"[\W]")]
    [InlineData(@"[^\W\d_]")]
    [InlineData(@"[[:word:]]")]
    [InlineData(@"[^[^\w]]")]
    [InlineData(@"\s")]
    [InlineData(@"[^\S]")]
    [InlineData(@"\d")]
    [InlineData(@"[\D]")]
    [InlineData(@"[[:punct:]]")]
    [InlineData(@"[^[:space:]]")]
    [InlineData(@"\p{L}")]
    [InlineData(@"[^\p{N}]")]
    [InlineData(@"\p{M}")]
    [InlineData(@"\P{S}")]
    [InlineData(@"[\p{P}]")]
    [InlineData(@"\p{Han}")]
    [InlineData(@"\h")]
    [InlineData(@".")]
    [InlineData(@"\b.")]
    public void Every_character_is_in_the_class_or_not(string pattern)
    {
        string file = Path.Combine(_folder, "tokenizer.json");
        JsonObject json = new()
        {
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = pattern }, ["behavior"] = "Isolated", ["invert"] = false },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = new JsonObject { ["?"] = 0 }, ["unk_token"] = "?" },
            ["added_tokens"] = new JsonArray(),
        };
        File.WriteAllText(file, json.ToJsonString());
        var ours = PreTrainedTokenizer.Open(file);
        using var rust = new RustTokenizer(file);
        foreach (int[] characters in Characters().Chunk(Together))
        {
            string text = string.Concat(characters.Select(c => new Rune(c).ToString()));
            Assert.Equal(Assert.Single(rust.Encode([new FuzzText(text, null)])).Offsets, ours.Encode(text).OffsetsInCodePoints(text, null));
        }
    }

    // Without ideographs and Hangul, which have nothing new to say after the first thousand.
    private static IEnumerable<int> Characters() => Enumerable.Range(0, 0x20000).Where(c => c is < 0x3800 or (> 0x9F00 and < 0xB000) or > 0xDFFF);
}
