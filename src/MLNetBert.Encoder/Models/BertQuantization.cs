using System.Text.Json;

namespace MLNetBert;

/// <summary>What a model's int8 file says about how <see cref="BertQuantizer"/> made it. Immutable and thread-safe.</summary>
public sealed record BertQuantization
{
    /// <summary>The version of the recipe that this library writes, and the only one that it opens: a file's numbers mean what its recipe says.</summary>
    public const int RecipeVersion = 1;

    internal const string MetadataKey = "mlnetbert.quantization";

    /// <summary>The version of the recipe.</summary>
    public int Recipe { get; init; } = RecipeVersion;

    /// <summary>The SHA-256 of the model's graph file that it was made from, in hexadecimal digits.</summary>
    public required string SourceHash { get; init; }

    /// <summary>Whether weights have 7 bits (<see cref="BertQuantizerOptions.ReduceRange"/>).</summary>
    public required bool ReduceRange { get; init; }

    /// <summary>The SHA-256 of the calibration texts' token ids, in hexadecimal digits.</summary>
    public required string CalibrationHash { get; init; }

    /// <summary>How many calibration texts there were.</summary>
    public required int CalibrationTexts { get; init; }

    /// <summary>How many tokens they had.</summary>
    public required long CalibrationTokens { get; init; }

    /// <summary>The mean cosine of the calibration texts' mean-pooled vectors to those of the float32 model, with exact sums.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>The lowest such cosine.</summary>
    public required double LowestCosine { get; init; }

    /// <summary>What was not smoothed, or stayed in float32, by the names of the graph's nodes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Texts to try when the file is opened.</summary>
    internal Sentinels Sentinels { get; init; } = Sentinels.None;

    /// <summary>What a file's metadata say; null if it was not made by the quantizer.</summary>
    /// <exception cref="BadInputException">They are damaged, or the recipe is another version.</exception>
    internal static BertQuantization? Read(string file, string? metadata)
    {
        if (metadata == null)
            return null;
        try
        {
            using var json = JsonDocument.Parse(metadata);
            int recipe = json.RootElement.GetProperty("recipe").GetInt32();
            if (recipe != RecipeVersion)
                throw new BadInputException($"{file} was quantized by recipe {recipe}, but this version knows recipe {RecipeVersion}; quantize the model again, or take {(recipe > RecipeVersion ? "a newer" : "an older")} version of this library.") { Code = "model.recipe", File = file };
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{file}: what it says about its quantization ({MetadataKey}) is damaged; quantize the model again.", e) { Code = "file.damaged", File = file, Key = MetadataKey };
        }
    }

    /// <summary>The text for the metadata.</summary>
    internal string Write()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("recipe", Recipe);
            json.WriteString("source_sha256", SourceHash);
            json.WriteBoolean("reduce_range", ReduceRange);
            json.WriteString("calibration_sha256", CalibrationHash);
            json.WriteNumber("calibration_texts", CalibrationTexts);
            json.WriteNumber("calibration_tokens", CalibrationTokens);
            json.WriteNumber("mean_cosine", MeanCosine);
            json.WriteNumber("lowest_cosine", LowestCosine);
            json.WriteStartArray("notes");
            foreach (string note in Notes)
                json.WriteStringValue(note);
            json.WriteEndArray();
            Sentinels.Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static BertQuantization Read(JsonElement json) => new()
    {
        SourceHash = Text(json.GetProperty("source_sha256")),
        ReduceRange = json.GetProperty("reduce_range").GetBoolean(),
        CalibrationHash = Text(json.GetProperty("calibration_sha256")),
        CalibrationTexts = json.GetProperty("calibration_texts").GetInt32(),
        CalibrationTokens = json.GetProperty("calibration_tokens").GetInt64(),
        MeanCosine = json.GetProperty("mean_cosine").GetDouble(),
        LowestCosine = json.GetProperty("lowest_cosine").GetDouble(),
        Notes = [.. json.GetProperty("notes").EnumerateArray().Select(Text)],
        Sentinels = Sentinels.Read(json),
    };

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("It is null.");
}
