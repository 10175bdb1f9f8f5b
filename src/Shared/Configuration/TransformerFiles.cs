namespace MLNetBert.Shared.Configuration;

/// <summary>The files of transformers in a model folder, but for those that a tokenizer can be read from alone.</summary>
internal static class TransformerFiles
{
    /// <summary>Any that exist are read, and can change ids or vectors.</summary>
    public static readonly string[] Settings = ["config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt", "bpe.codes"];
}
