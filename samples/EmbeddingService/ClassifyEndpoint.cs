namespace EmbeddingService;

/// <summary>POST /v1/classify: which class of the configured model each text is of. The request is that of /v1/embeddings; OpenAI has no such call.</summary>
internal static class ClassifyEndpoint
{
    public static async Task<IResult> AnswerAsync(HttpContext context, Classifier classifier, ServiceOptions options)
    {
        string[] texts = RequestBody.Texts(await RequestBody.ReadAsync(context.Request), options);
        return TypedResults.Json(await classifier.ClassifyAsync(texts, context.RequestAborted), ServiceJson.Default.ClassificationList);
    }
}

/// <summary>The answer: what the model says of each text, in order.</summary>
public sealed record ClassificationList(Classification[] Data, string Model)
{
    public string Object => "list";
}

/// <summary>What the model says of a text: its class, and a probability for each class.</summary>
public sealed record Classification(int Index, string Label, Dictionary<string, float> Scores)
{
    public string Object => "classification";
}
