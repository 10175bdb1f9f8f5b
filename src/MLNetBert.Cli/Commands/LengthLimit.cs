using MLNetBert.Tokenization;

namespace MLNetBert.Cli.Commands;

/// <summary>How long texts may be.</summary>
/// <param name="Tokens">The greatest number of tokens; null where none is given.</param>
/// <param name="Unlimited">Whether nothing is to be cut.</param>
internal readonly record struct LengthLimit(int? Tokens, bool Unlimited = false)
{
    /// <summary>The limit that the model's folder gives.</summary>
    public static readonly LengthLimit OfModel = new(null);

    /// <summary>No limit.</summary>
    public static readonly LengthLimit None = new(null, true);

    /// <summary>Refuses a length that special tokens fill alone.</summary>
    public static void CheckRoom(int? length, PreTrainedTokenizer tokenizer, bool pair)
    {
        int special = tokenizer.NumSpecialTokensToAdd(pair);
        if (length <= special)
        {
            throw new BadInputException($"--max-length {length} leaves no room for a text beside the {special} special tokens; give at least {special + 1}.");
        }
    }
}
