using MLNetBert;

namespace EmbeddingService;

/// <summary>How much one request may ask of the model.</summary>
internal static class TokenLimit
{
    /// <summary>Counts the tokens if there may be too many.</summary>
    public static void Check(string[] texts, BertFeaturizer featurizer, int most)
    {
        if ((long)texts.Length * featurizer.MaxLength <= most)
            return;
        List<int> ids = [];
        long tokens = 0;
        foreach (string text in texts)
        {
            ids.Clear();
            featurizer.Model.Tokenizer.EncodeTo(text, featurizer.MaxLength, ids);
            tokens += ids.Count;
        }

        if (tokens > most)
            throw new ApiException(StatusCodes.Status400BadRequest, $"The texts have {tokens} tokens; at most {most} are taken at a time. Send fewer texts.", "input", "max_tokens_per_request");
    }
}
