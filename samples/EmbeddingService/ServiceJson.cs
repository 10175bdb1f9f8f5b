using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddingService;

/// <summary>The JSON of requests and answers, with OpenAI's names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(ClassificationList))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ServiceJson : JsonSerializerContext;
