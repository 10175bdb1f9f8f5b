using MLNetBert;

namespace EmbeddingService;

/// <summary>GET /v1/models, and one of them.</summary>
internal static class ModelEndpoints
{
    public static IResult All(BertEmbeddingGenerator generator) => TypedResults.Json(new ModelList([Describe(generator)]), ServiceJson.Default.ModelList);

    public static IResult One(string id, BertEmbeddingGenerator generator) => id == generator.ModelId
        ? TypedResults.Json(Describe(generator), ServiceJson.Default.ModelItem)
        : throw new ApiException(StatusCodes.Status404NotFound, $"There is no model {id} here; {generator.ModelId} is.", "model", "model_not_found");

    private static ModelItem Describe(BertEmbeddingGenerator generator)
    {
        BertFeaturizer featurizer = generator.Batcher.Featurizer;
        return new ModelItem(
            generator.ModelId,
            new DateTimeOffset(File.GetLastWriteTimeUtc(featurizer.Model.ModelFile)).ToUnixTimeSeconds(),
            featurizer.Dimension,
            featurizer.MaxLength,
            generator.Fingerprint.ToString());
    }
}

/// <summary>The models.</summary>
public sealed record ModelList(ModelItem[] Data)
{
    public string Object => "list";
}

/// <summary>A model. The last three are not OpenAI's: a vector's length, how many tokens of a text are read, and what changes if vectors do, for the keys of caches.</summary>
public sealed record ModelItem(string Id, long Created, int Dimensions, int MaxTokens, string Fingerprint)
{
    public string Object => "model";

    public string OwnedBy => "mlnetbert";
}
