using MLNetBert.Shared.Configuration;
using MLNetBert.Tokenizers;
using MLNetBert.Tokenizers.Bpe;
using MLNetBert.Tokenizers.ByteLevel;
using MLNetBert.Tokenizers.Unigram;

namespace MLNetBert.Tests.Tokenization;

/// <summary>A megabyte without a space takes work in proportion to its length: counted, not timed.</summary>
public class LongWordTests
{
    private static readonly string[] Units = ["a", "ab", "the", "e", "\u00E9", "日本", "\U0001F600", "xyzzy", "1", "aaaaaaab"];

    [Fact]
    public void Merges_looked_at_are_at_most_three_a_character()
    {
        BpeModel model = BpeFiles.Read(Model("roberta-base"));
        foreach (string unit in Units)
        {
            foreach (int length in (int[])[10_000, 300_000])
            {
                Merger merger = model.NewMerger();
                merger.Begin();
                byte[] bytes = System.Text.Encoding.UTF8.GetBytes(unit);
                for (int i = 0; i < length; i++)
                    merger.Add(model.TokenToId(ByteLevelAlphabet.All[bytes[i % bytes.Length]].ToString())!.Value, 1);
                int covered = 0;
                foreach (ref readonly Merger.Symbol symbol in merger.Merge())
                    covered += symbol.Length;
                Assert.Equal(length, covered);
                Assert.InRange(merger.Steps, 0, 3L * length);
            }
        }
    }

    /// <summary>Short words are merged in another way than long ones, which must not show.</summary>
    [Fact]
    public void Short_and_long_words_merge_alike()
    {
        BpeModel model = BpeFiles.Read(Model("roberta-base"));
        Merger searching = model.NewMerger(), heap = model.NewMerger(heapOnly: true);
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            string word = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => model.IdToToken(random.Next(50_000))));
            foreach (Merger merger in (Merger[])[searching, heap])
            {
                merger.Begin();
                foreach (char c in word.AsSpan(0, Math.Min(word.Length, 40)))
                    merger.Add(model.TokenToId(c.ToString()) ?? 0, 1);
            }

            Assert.Equal(searching.Merge().ToArray().Select(s => (s.Id, s.Length)), heap.Merge().ToArray().Select(s => (s.Id, s.Length)));
        }
    }

    [Fact]
    public void Trie_nodes_visited_are_at_most_the_longest_piece_a_character()
    {
        ConfigNode node = Model("xlm-roberta");
        var model = UnigramModel.Read(node);
        int longest = Enumerable.Range(0, model.Count).Max(id => model.IdToToken(id)!.Length);
        foreach (string unit in Units)
        {
            foreach (int length in (int[])[10_000, 300_000])
            {
                Viterbi viterbi = model.NewViterbi();
                string text = Repeat(unit, length);
                Assert.Equal(text.Length, viterbi.Run(text)!.Sum(piece => piece.End - piece.Start));
                Assert.InRange(viterbi.Visited, 0, (long)longest * text.Length);
            }
        }
    }

    [Theory]
    [InlineData("roberta-base")]
    [InlineData("albert")]
    [InlineData("xlm-roberta-older-json")]
    public void A_megabyte_goes_through(string name)
    {
        var tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder(name));
        foreach (string unit in (string[])["the", "\u00E9"])
        {
            string text = Repeat(unit, 1_000_000);
            TokenEncoding encoding = tokenizer.Encode(text);
            var ids = new List<int>();
            tokenizer.EncodeTo(text, int.MaxValue, ids, null);
            Assert.Equal(encoding.Ids, ids);
            Assert.Equal(text.Length, encoding.Offsets[^2].End);
            if (name == "roberta-base")
                Assert.Equal(text, tokenizer.Decode(ids));
        }
    }

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    private static ConfigNode Model(string name) => ConfigNode.ReadFile(Path.Combine(ReferenceTokenizers.Folder(name), "tokenizer.json"))["model"];
}
