namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Joins tokens with spaces, except those that continue a word; cleans up the spaces before English punctuation.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : Decoder
{
    private static readonly (string From, string To)[] CleanUps =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static WordPieceDecoder Read(ConfigNode node) => new(node["prefix"].StringOrNull() ?? "##", node["cleanup"].Bool(missing: true));

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokens[i];
            if (i > 0)
                token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;

            if (cleanUp)
            {
                foreach ((string from, string to) in CleanUps)
                    token = token.Replace(from, to, StringComparison.Ordinal);
            }

            tokens[i] = token;
        }
    }
}
