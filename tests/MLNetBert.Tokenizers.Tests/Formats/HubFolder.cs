using System.Text.Json.Nodes;
using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>A folder as on the hub, made by a test, and Hugging Face's live library on a tokenizer.json that says all of it.</summary>
internal sealed class HubFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mlnetbert-hub-").FullName;

    /// <summary>BERT's uncased vocabulary, 30522 tokens, as vocab.txt.</summary>
    public static HubFolder Bert()
    {
        HubFolder folder = new();
        File.Copy(System.IO.Path.Combine(ReferenceTokenizers.ClassicBertFolder("bert-base-uncased"), "vocab.txt"), folder.At("vocab.txt"));
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public HubFolder Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
        return this;
    }

    public PreTrainedTokenizer Open() => PreTrainedTokenizer.Open(Path);

    public int[] Ids(string text, string? pair = null) => [.. Open().Encode(text, pair).Ids];

    public string Refusal() => Assert.Throws<BadInputException>(Open).Message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "");

    /// <summary>The tokenizer.json of a reference tokenizer, to be changed into what another class would make.</summary>
    public static JsonObject Reference(string name) => JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(ReferenceTokenizers.Folder(name), "tokenizer.json")))!.AsObject();

    /// <summary>An added token as tokenizer.json writes it.</summary>
    public static JsonObject Token(int id, string content, bool special = true, bool lstrip = false, bool normalized = false) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = lstrip,
        ["rstrip"] = false,
        ["normalized"] = normalized,
        ["special"] = special,
    };

    /// <summary>Checks ids and types of texts, and of pairs of them, against the live library on <paramref name="json"/>.</summary>
    public void IsLike(JsonObject json, params string[] texts)
    {
        string file = At($"{Guid.NewGuid():N}.live");
        File.WriteAllText(file, json.ToJsonString());
        FuzzText[] all = [.. texts.Select(text => new FuzzText(text, null)), .. texts.Zip(texts.Reverse(), (first, second) => new FuzzText(first, second))];
        RustEncoding[] expected;
        using (var rust = new RustTokenizer(file))
            expected = rust.Encode(all);
        File.Delete(file);
        PreTrainedTokenizer tokenizer = Open();
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Null(expected[i].Error);
            TokenEncoding actual = tokenizer.Encode(all[i].First, all[i].Second);
            Assert.Equal((all[i], string.Join(' ', expected[i].Ids)), (all[i], string.Join(' ', actual.Ids)));
            Assert.Equal(expected[i].TypeIds, actual.TypeIds);
            List<int> ids = [], types = [];
            if (all[i].Second is { } second)
                tokenizer.EncodeTo(all[i].First, second, int.MaxValue, ids, types);
            else
                tokenizer.EncodeTo(all[i].First, int.MaxValue, ids, types);
            Assert.Equal(expected[i].Ids, ids);
            Assert.Equal(expected[i].TypeIds, types);
        }
    }
}
