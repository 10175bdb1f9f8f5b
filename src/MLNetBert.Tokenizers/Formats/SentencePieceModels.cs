using MLNetBert.Tokenizers.Unigram;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>The model of a SentencePiece file, as in Hugging Face's library.</summary>
internal static class SentencePieceModels
{
    /// <param name="model">The file.</param>
    /// <param name="pieces">The pieces, in the order of their ids.</param>
    /// <param name="unknown">The id of the unknown piece among them.</param>
    public static TokenModel Create(SentencePieceModel model, List<(string Text, double Score)> pieces, int unknown)
    {
        if (model.Algorithm == SentencePieceModel.Unigram)
            return new UnigramModel(pieces, unknown, model.ByteFallback, model.File);
        var vocabulary = new Vocabulary(pieces.Select((piece, id) => (piece.Text, id)), pieces.Count);
        var options = new BpeOptions { UnknownToken = pieces[unknown].Text, FuseUnknown = true, ByteFallback = model.ByteFallback };
        return new BpeModel(vocabulary, Merges(vocabulary, pieces), options, model.File);
    }

    // The file has no merges: every way to cut a piece into two pieces is one, best-scored piece first.
    private static List<(int Left, int Right, int Rank, int Merged)> Merges(Vocabulary vocabulary, List<(string Text, double Score)> pieces)
    {
        var merges = new List<(int Left, int Right, int Merged, int LeftLength, int RightLength)>();
        for (int id = 0; id < pieces.Count; id++)
        {
            string text = pieces[id].Text;
            int first = merges.Count;
            for (int cut = 1; cut < text.Length; cut++)
            {
                if (!char.IsLowSurrogate(text[cut]) && vocabulary.TryFind(text.AsSpan(0, cut), out int left) && vocabulary.TryFind(text.AsSpan(cut), out int right))
                    merges.Add((left, right, id, cut, text.Length - cut));
            }

            merges.Sort(first, merges.Count - first, Comparer<(int Left, int Right, int, int, int)>.Create((a, b) => (a.Left, a.Right).CompareTo((b.Left, b.Right))));
        }

        return [.. merges
            .OrderByDescending(merge => pieces[merge.Merged].Score)
            .ThenByDescending(merge => merge.LeftLength)
            .ThenByDescending(merge => merge.RightLength)
            .Select((merge, rank) => (merge.Left, merge.Right, rank, merge.Merged))];
    }
}
