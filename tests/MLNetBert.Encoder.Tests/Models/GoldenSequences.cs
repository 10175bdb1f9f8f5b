using System.Text.Json;

namespace MLNetBert.Tests;

/// <summary>The twelve sequences of a tiny model's golden folder.</summary>
internal sealed record GoldenSequence(string Name, bool Pair, int[] Ids, int[] Types)
{
    public static GoldenSequence[] Of(string model)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(ReferenceModels.Path(model, "golden", "sequences.json")));
        return [.. file.RootElement.GetProperty("sequences").EnumerateArray().Select(Read)];
    }

    private static GoldenSequence Read(JsonElement item) => new(
        item.GetProperty("name").GetString()!,
        item.GetProperty("pair").GetBoolean(),
        Numbers(item.GetProperty("input_ids")),
        item.TryGetProperty("token_type_ids", out JsonElement types) ? Numbers(types) : []);

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}
