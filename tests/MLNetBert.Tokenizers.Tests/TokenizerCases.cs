using System.Text.Json;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Runs the reference cases of a tokenizer and fails with the first that differ. For every family.</summary>
internal static class TokenizerCases
{
    /// <summary>Single texts: handmade, random or realistic. <paramref name="differences"/> replaces the ids of some.</summary>
    public static void CheckSingles(PreTrainedTokenizer tokenizer, string folder, string kind, EncodeOptions? options = null, IReadOnlyDictionary<string, JsonElement>? differences = null)
    {
        var check = new Checker();
        var ids = new List<int>();
        var types = new List<int>();
        foreach (JsonElement row in ReferenceTokenizers.Rows(folder, "cases", kind))
        {
            string id = row.GetProperty("id").GetString()!;
            string text = ReferenceTokenizers.Texts[id];
            check.Begin($"{id} {Show(text)}");
            TokenEncoding encoding = tokenizer.Encode(text, null, options);
            JsonElement expected = differences?.GetValueOrDefault(id) is { ValueKind: JsonValueKind.Object } other ? other : row;
            check.Encoding(expected, encoding, text, null);
            if (options == null)
            {
                ids.Clear();
                types.Clear();
                tokenizer.EncodeTo(text, int.MaxValue, ids, types);
                check.Equal("EncodeTo ids", encoding.Ids, ids);
                check.Equal("EncodeTo types", encoding.TypeIds, types);
            }

            if (expected.TryGetProperty("ids_without_special", out JsonElement without))
                check.Equal("ids_without_special", Ints(without), tokenizer.Encode(text, null, (options ?? new()) with { AddSpecialTokens = false }).Ids);
        }

        check.Verify();
    }

    public static void CheckPairs(PreTrainedTokenizer tokenizer, string folder, EncodeOptions? options = null, IReadOnlyDictionary<string, JsonElement>? differences = null)
    {
        var check = new Checker();
        var texts = ReferenceTokenizers.Rows("texts", "pairs").ToDictionary(r => r.GetProperty("id").GetString()!);
        var ids = new List<int>();
        var types = new List<int>();
        foreach (JsonElement row in ReferenceTokenizers.Rows(folder, "cases", "pairs"))
        {
            string id = row.GetProperty("id").GetString()!;
            (string a, string b) = (texts[id].GetProperty("a").GetString()!, texts[id].GetProperty("b").GetString()!);
            check.Begin($"{id} {Show(a)} {Show(b)}");
            TokenEncoding encoding = tokenizer.Encode(a, b, options);
            check.Encoding(differences?.GetValueOrDefault(id) is { ValueKind: JsonValueKind.Object } other ? other : row, encoding, a, b);
            if (options == null)
            {
                ids.Clear();
                types.Clear();
                tokenizer.EncodeTo(a, b, int.MaxValue, ids, types);
                check.Equal("EncodeTo ids", encoding.Ids, ids);
                check.Equal("EncodeTo types", encoding.TypeIds, types);
            }
        }

        check.Verify();
    }

    /// <summary>Truncation; where the reference refuses, or no room is left beside the special tokens, so must we.</summary>
    public static void CheckTruncation(PreTrainedTokenizer tokenizer, string folder)
    {
        var check = new Checker();
        var requests = ReferenceTokenizers.Rows("texts", "truncation").ToDictionary(r => r.GetProperty("id").GetString()!);
        foreach (JsonElement row in ReferenceTokenizers.Rows(folder, "cases", "truncation"))
        {
            JsonElement request = requests[row.GetProperty("id").GetString()!];
            string a = request.GetProperty("a").GetString()!;
            string? b = request.TryGetProperty("b", out JsonElement second) ? second.GetString() : null;
            var options = new EncodeOptions
            {
                MaxLength = request.GetProperty("max_length").GetInt32(),
                Stride = request.GetProperty("stride").GetInt32(),
                TruncationSide = Side(request),
                Truncation = request.GetProperty("strategy").GetString() switch
                {
                    "longest_first" => TruncationStrategy.LongestFirst,
                    "only_first" => TruncationStrategy.OnlyFirst,
                    var other => other == "only_second" ? TruncationStrategy.OnlySecond : throw new InvalidDataException(other),
                },
            };
            check.Begin($"{row.GetProperty("id")} {options} {Show(a)} {Show(b)}");
            if (row.TryGetProperty("error", out _) || options.MaxLength <= tokenizer.NumSpecialTokensToAdd(b != null))
            {
                check.Throws(() => tokenizer.Encode(a, b, options));
                if (options.Stride == 0)
                    check.Throws(() => tokenizer.EncodeTo(a, b, b != null, options.MaxLength.Value, [], null, options.Truncation));

                continue;
            }

            TokenEncoding encoding = tokenizer.Encode(a, b, options);
            JsonElement[] windows = [.. row.GetProperty("windows").EnumerateArray()];
            check.Equal("windows", [windows.Length], [1 + encoding.Overflowing.Count]);
            foreach ((JsonElement window, TokenEncoding actual) in windows.Zip([encoding, .. encoding.Overflowing]))
                check.Encoding(window, actual, a, b);

            if (options is { Stride: 0, TruncationSide: SequenceSide.Right })
            {
                var ids = new List<int>();
                tokenizer.EncodeTo(a, b, b != null, options.MaxLength.Value, ids, null, options.Truncation);
                check.Equal("EncodeTo ids", Ints(windows[0].GetProperty("ids")), ids);
            }
        }

        check.Verify();
    }

    public static void CheckPadding(PreTrainedTokenizer tokenizer, string folder)
    {
        var check = new Checker();
        var requests = ReferenceTokenizers.Rows("texts", "padding").ToDictionary(r => r.GetProperty("id").GetString()!);
        foreach (JsonElement row in ReferenceTokenizers.Rows(folder, "cases", "padding"))
        {
            JsonElement request = requests[row.GetProperty("id").GetString()!];
            string[][] texts = [.. request.GetProperty("texts").EnumerateArray().Select(t => t.EnumerateArray().Select(s => s.GetString()!).ToArray())];
            JsonElement strategy = request.GetProperty("strategy");
            bool isLongest = strategy.ValueKind == JsonValueKind.String;
            var options = new EncodeOptions
            {
                Padding = isLongest ? PaddingStrategy.Longest : PaddingStrategy.MaxLength,
                PadLength = isLongest ? null : strategy.GetInt32(),
                PaddingSide = Side(request),
                PadToMultipleOf = Int(request, "multiple_of"),
                MaxLength = Int(request, "max_length"),
                Stride = request.GetProperty("stride").GetInt32(),
            };
            check.Begin($"{row.GetProperty("id")} {options}");
            TokenEncoding[] encodings = tokenizer.EncodeBatch([.. texts.Select(t => t[0])], [.. texts.Select(t => t.ElementAtOrDefault(1))], options);
            JsonElement[] rows = [.. row.GetProperty("rows").EnumerateArray()];
            check.Equal("rows", [rows.Length], [encodings.Length]);
            for (int i = 0; i < rows.Length; i++)
            {
                check.Encoding(rows[i], encodings[i], texts[i][0], texts[i].ElementAtOrDefault(1));
                JsonElement[] overflowing = [.. rows[i].GetProperty("overflowing").EnumerateArray()];
                check.Equal("overflowing", [overflowing.Length], [encodings[i].Overflowing.Count]);
                foreach ((JsonElement window, TokenEncoding actual) in overflowing.Zip(encodings[i].Overflowing))
                    check.Encoding(window, actual, texts[i][0], texts[i].ElementAtOrDefault(1));
            }
        }

        check.Verify();
    }

    private static SequenceSide Side(JsonElement request) => request.GetProperty("direction").GetString() == "left" ? SequenceSide.Left : SequenceSide.Right;

    private static int? Int(JsonElement row, string key) => row.GetProperty(key).ValueKind == JsonValueKind.Null ? null : row.GetProperty(key).GetInt32();

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetInt32())];

    private static string Show(string? text) => text == null ? "" : JsonSerializer.Serialize(text.Length > 200 ? text[..200] : text);

    /// <summary>Collects differences; Verify fails the test where there are any.</summary>
    internal sealed class Checker
    {
        private readonly List<string> _differences = [];
        private string _case = "";
        private int _cases;

        public void Begin(string name)
        {
            _case = name;
            _cases++;
        }

        /// <summary>Every field that the row has.</summary>
        public void Encoding(JsonElement row, TokenEncoding encoding, string text, string? textPair)
        {
            foreach (JsonProperty field in row.EnumerateObject())
            {
                switch (field.Name)
                {
                    case "ids": Equal(field.Name, Ints(field.Value), encoding.Ids); break;
                    case "type_ids": Equal(field.Name, Ints(field.Value), encoding.TypeIds); break;
                    case "attention_mask": Equal(field.Name, Ints(field.Value), encoding.AttentionMask); break;
                    case "special_tokens_mask": Equal(field.Name, Ints(field.Value), encoding.SpecialTokensMask); break;
                    case "tokens": Equal(field.Name, field.Value.EnumerateArray().Select(t => t.GetString()), encoding.Tokens); break;
                    case "offsets":
                        Equal(field.Name, field.Value.EnumerateArray().Select(o => (o[0].GetInt32(), o[1].GetInt32())), encoding.OffsetsInCodePoints(text, textPair));
                        break;
                    default: break;
                }
            }
        }

        public void Equal<T>(string field, IEnumerable<T> expected, IEnumerable<T> actual)
        {
            if (!expected.SequenceEqual(actual))
                _differences.Add($"{_case}\n  {field} expected {string.Join(' ', expected)}\n  {field} actual   {string.Join(' ', actual)}");
        }

        public void Throws(Action action)
        {
            try
            {
                action();
                _differences.Add($"{_case}\n  expected an error");
            }
            catch (Exception e) when (e is ArgumentException or BadInputException)
            {
            }
        }

        public void Verify()
        {
            Assert.True(_cases > 0, "There are no cases.");
            Assert.True(_differences.Count == 0, $"{_differences.Count} differences in {_cases} cases:\n{string.Join("\n", _differences.Take(10))}");
        }
    }
}
