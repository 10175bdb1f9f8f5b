using System.Text.Json;
using Microsoft.Extensions.AI;
using MLNetBert;

namespace EmbeddingService;

/// <summary>POST /v1/embeddings.</summary>
internal static class EmbeddingEndpoint
{
    public static async Task<IResult> AnswerAsync(HttpContext context, IEmbeddingGenerator<string, Embedding<float>> generator, ServiceOptions options)
    {
        JsonElement body = await RequestBody.ReadAsync(context.Request);
        string[] texts = RequestBody.Texts(body, options);
        BertFeaturizer featurizer = generator.GetRequiredService<BertFeaturizer>();
        EmbeddingGenerationOptions asked = new() { Dimensions = Dimensions(body, featurizer.Dimension) };
        if (RequestBody.Word(body, "prompt_name") is { } prompt)
            asked.AdditionalProperties = new() { ["prompt_name"] = prompt };
        bool base64 = RequestBody.Word(body, "encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            string other => throw new ApiException(StatusCodes.Status400BadRequest, $"encoding_format is {other}; float or base64 is expected.", "encoding_format"),
        };
        TokenLimit.Check(texts, featurizer, options.MaxTokens);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(options.Deadline);
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(texts, asked, deadline.Token);
        return TypedResults.Json(
            new EmbeddingList(
                [.. embeddings.Select((embedding, i) => new EmbeddingItem(i, new EncodedVector(embedding.Vector, base64)))],
                embeddings[0].ModelId!,
                new TokenUsage(embeddings.Usage!.InputTokenCount!.Value, embeddings.Usage.TotalTokenCount!.Value)),
            ServiceJson.Default.EmbeddingList);
    }

    private static int? Dimensions(JsonElement body, int most)
    {
        if (!body.TryGetProperty("dimensions", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int dimensions) && dimensions >= 1 && dimensions <= most ? dimensions
            : throw new ApiException(StatusCodes.Status400BadRequest, $"dimensions is {value}; a whole number from 1 to {most} is expected.", "dimensions");
    }
}

/// <summary>The answer: vectors in the order of the texts.</summary>
public sealed record EmbeddingList(EmbeddingItem[] Data, string Model, TokenUsage Usage)
{
    public string Object => "list";
}

/// <summary>The vector of a text.</summary>
public sealed record EmbeddingItem(int Index, EncodedVector Embedding)
{
    public string Object => "embedding";
}

/// <summary>How many tokens the texts became, special ones included.</summary>
public sealed record TokenUsage(long PromptTokens, long TotalTokens);
