namespace MLNetBert.Tokenizers.Oniguruma;

/// <summary>
/// A regular expression over code points, by backtracking. .NET's is not used because it works on UTF-16 units, for which astral
/// letters are not letters, and with the platform's tables.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    private readonly RegexProgram _program;
    private readonly string _key, _pattern;

    private RegexPattern(RegexProgram program, string pattern, string key) => (_program, _pattern, _key) = (program, pattern, key);

    public static RegexPattern Read(ConfigNode node, string pattern)
    {
        try
        {
            return new RegexPattern(RegexProgram.Compile(new RegexParser(pattern).Parse()), pattern, node.Path);
        }
        catch (FormatException e)
        {
            throw node.Error($"is the regular expression {pattern}, which {e.Message}");
        }
    }

    // Of two or more spaces, as SentencePiece's files have it.
    public override bool SparesCutPlaces => _pattern == " {2,}";

    protected override bool TryFind(ReadOnlySpan<char> text, int from, WorkBudget budget, out int start, out int end)
    {
        Func<int, bool>? first = _program.First;
        for (start = from; start <= text.Length; start += start < text.Length && char.IsHighSurrogate(text[start]) ? 2 : 1)
        {
            end = -1;
            budget.Left -= _program.FirstCost;
            if (first == null || (start < text.Length && first(CodePoints.At(text, start, out _))))
                end = Match(_program, text, start, budget);
            if (end >= 0)
                return true;
        }

        end = start;
        return false;
    }

    // The end of the match that begins at a given place, or -1.
    private int Match(RegexProgram program, ReadOnlySpan<char> text, int at, WorkBudget budget)
    {
        RegexProgram.Step[] steps = program.Steps;
        Stack<(int Step, int At, int Least)>? retries = null;
        int step = 0;
        while (true)
        {
            if (--budget.Left < 0)
                throw budget.Exhausted(_key, "tokenizer.expression");
            ref readonly RegexProgram.Step current = ref steps[step];
            bool matched;
            switch (current.Kind)
            {
                case RegexProgram.StepKind.Done:
                    return at;
                case RegexProgram.StepKind.Set:
                    budget.Left -= current.Cost;
                    matched = TakeOne(current.Contains!, text, ref at);
                    break;
                case RegexProgram.StepKind.Run:
                    int from = at;
                    matched = TakeRun(current, text, ref at, out int least);
                    budget.Left -= (long)(at - from) * current.Cost;
                    if (matched && least < at)
                        (retries ??= []).Push((step + 1, at, least));
                    break;
                case RegexProgram.StepKind.Split:
                    (retries ??= []).Push((current.Second, at, at));
                    budget.CheckUnits(retries.Count);
                    step = current.First;
                    continue;
                case RegexProgram.StepKind.Jump:
                    step = current.First;
                    continue;
                case RegexProgram.StepKind.Loop:
                    // A round that consumed nothing ends the loop: its split is the newest retry at the same place.
                    matched = true;
                    if (!TookNothing(retries!, current.First, steps, at))
                    {
                        step = current.First;
                        continue;
                    }

                    break;
                default:
                    matched = Look(current, text, ref at, budget);
                    break;
            }

            if (matched)
                step++;
            else if (retries == null || !Retry(retries, text, ref step, ref at))
                return -1;
        }
    }

    // The steps that match no character by themselves: groups that are matched on their own, and places.
    private bool Look(in RegexProgram.Step current, ReadOnlySpan<char> text, ref int at, WorkBudget budget)
    {
        switch (current.Kind)
        {
            case RegexProgram.StepKind.Atomic:
                int end = Match(current.Inner!, text, at, budget);
                at = end >= 0 ? end : at;
                return end >= 0;
            case RegexProgram.StepKind.Ahead:
                return Match(current.Inner!, text, at, budget) >= 0 != current.Negative;
            case RegexProgram.StepKind.Behind:
                int back = Back(text, at, current.Max);
                budget.Left -= Math.Min(current.Max, at);
                return (back >= 0 && Match(current.Inner!, text, back, budget) == at) != current.Negative;
            default:
                return IsAt(current.Place, text, at);
        }
    }

    // Goes back to the newest choice left; a run gives back one character at a time.
    private static bool Retry(Stack<(int Step, int At, int Least)> retries, ReadOnlySpan<char> text, ref int step, ref int at)
    {
        if (!retries.TryPop(out (int Step, int At, int Least) retry))
            return false;
        (step, at) = (retry.Step, retry.At);
        if (retry.Least < retry.At)
        {
            at -= at > 1 && char.IsLowSurrogate(text[at - 1]) && char.IsHighSurrogate(text[at - 2]) ? 2 : 1;
            if (retry.Least < at)
                retries.Push((step, at, retry.Least));
        }

        return true;
    }

    private static bool TookNothing(Stack<(int Step, int At, int Least)> retries, int split, RegexProgram.Step[] steps, int at) =>
        retries.TryPeek(out (int Step, int At, int Least) newest) && newest.At == at && newest.Step == steps[split].Second;

    private static bool TakeOne(Func<int, bool> contains, ReadOnlySpan<char> text, ref int at)
    {
        if (at >= text.Length || !contains(CodePoints.At(text, at, out int length)))
            return false;
        at += length;
        return true;
    }

    private static bool TakeRun(in RegexProgram.Step run, ReadOnlySpan<char> text, ref int at, out int least)
    {
        least = at;
        for (int count = 0; ; count++)
        {
            if (count == run.Min)
                least = at;
            if (count == run.Max || !TakeOne(run.Contains!, text, ref at))
                return count >= run.Min;
        }
    }

    private static int Back(ReadOnlySpan<char> text, int at, int count)
    {
        for (; count > 0; count--)
        {
            if (at == 0)
                return -1;
            at -= at > 1 && char.IsLowSurrogate(text[at - 1]) && char.IsHighSurrogate(text[at - 2]) ? 2 : 1;
        }

        return at;
    }

    private static bool IsAt(PlaceKind kind, ReadOnlySpan<char> text, int at)
    {
        bool start = at == 0, end = at == text.Length;
        return kind switch
        {
            PlaceKind.TextStart => start,
            PlaceKind.TextEnd => end,
            PlaceKind.TextEndOrLastLine => end || (at == text.Length - 1 && text[at] == '\n'),
            PlaceKind.LineStart => start || (text[at - 1] == '\n' && !end),
            PlaceKind.LineEnd => end || text[at] == '\n',
            _ => (IsWordBefore(text, at) != (!end && GeneralCategories.IsWord(CodePoints.At(text, at, out _)))) == (kind == PlaceKind.WordEdge),
        };
    }

    private static bool IsWordBefore(ReadOnlySpan<char> text, int at) =>
        Back(text, at, 1) is var back && back >= 0 && GeneralCategories.IsWord(CodePoints.At(text, back, out _));
}
