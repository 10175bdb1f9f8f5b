namespace MLNetBert.Tokenizers.Unigram;

/// <summary>
/// The best segmentation of a text into pieces. Scores are added as doubles; a later candidate wins only if strictly better;
/// candidates at a place come shortest first. Reused; not thread-safe.
/// </summary>
internal sealed class Viterbi(PieceTrie trie, double[] scores, double unknownScore, int unknownId)
{
    /// <summary>After a longer text the room for it is not worth keeping.</summary>
    private const int Large = 1 << 20;

    private Step[] _steps = new Step[128];
    private readonly List<(int Start, int End, int Id)> _path = [];

    /// <summary>How many trie nodes have been visited so far: the work done, for tests.</summary>
    public long Visited { get; private set; }

    /// <summary>The pieces in reverse order; null if a code point needs the unknown piece, even if only on the way, and there is none.</summary>
    public List<(int Start, int End, int Id)>? Run(ReadOnlySpan<char> text, WorkBudget? budget = null)
    {
        if (_steps.Length <= text.Length)
            _steps = new Step[Math.Max(text.Length + 1, _steps.Length * 2)];
        Span<Step> steps = _steps.AsSpan(0, text.Length + 1);
        steps.Fill(new Step { Start = -1 });
        long visited = 0;
        budget?.Charge(text.Length);
        for (int start = 0; start < text.Length;)
        {
            long before = visited;
            double score = steps[start].Score;
            int width = char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1;
            bool single = false;
            int node = PieceTrie.Root;
            for (int end = start; end < text.Length;)
            {
                node = trie.Next(node, text[end], out int id);
                if (node < 0)
                    break;
                end++;
                visited++;
                if (id >= 0)
                {
                    Offer(ref steps[end], score + scores[id], start, id);
                    single |= end - start == width;
                }
            }

            if (budget != null && (budget.Left -= visited - before) < 0)
                throw budget.Exhausted(budget.Part);
            if (!single && Offer(ref steps[start + width], score + unknownScore, start, unknownId) && unknownId < 0)
                return null;
            start += width;
        }

        Visited += visited;
        _path.Clear();
        for (int end = text.Length; end > 0; end = steps[end].Start)
            _path.Add((steps[end].Start, end, steps[end].Id));
        if (_steps.Length > Large)
            _steps = new Step[128];
        return _path;
    }

    private static bool Offer(ref Step step, double score, int start, int id)
    {
        if (step.Start >= 0 && !(score > step.Score))
            return false;
        step = new Step { Score = score, Start = start, Id = id };
        return true;
    }

    private struct Step
    {
        public double Score;
        public int Start;
        public int Id;
    }
}
