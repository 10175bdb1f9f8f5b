namespace MLNetBert.Tokenizers.Oniguruma;

/// <summary>A regular expression as steps for the matcher.</summary>
internal sealed class RegexProgram
{
    private const int MaxNodes = 100_000;
    private readonly List<Step> _steps = [];
    private readonly StrongBox<int> _nodes;

    private RegexProgram(RegexNode node, StrongBox<int> nodes)
    {
        _nodes = nodes;
        Emit(node);
        _steps.Add(new Step { Kind = StepKind.Done });
        Steps = [.. _steps];
    }

    /// <exception cref="FormatException">The expression is too large, counts written out.</exception>
    public static RegexProgram Compile(RegexNode node) => new(node, new StrongBox<int>());

    public Step[] Steps { get; }

    /// <summary>What every match begins with, or null if that is not known.</summary>
    public Func<int, bool>? First => Steps[0].Kind == StepKind.Set || (Steps[0].Kind == StepKind.Run && Steps[0].Min > 0) ? Steps[0].Contains : null;

    /// <summary>How many steps a look at <see cref="First"/> takes.</summary>
    public int FirstCost => First == null ? 1 : Steps[0].Cost;

    private void Emit(RegexNode node)
    {
        // Repeats of nothing emit nothing, but take their time.
        if (++_nodes.Value > MaxNodes)
            throw new FormatException("is too large");
        switch (node)
        {
            case RegexNode.Set set:
                _steps.Add(new Step { Kind = StepKind.Set, Contains = set.Contains, Cost = set.Cost });
                break;
            case RegexNode.Sequence sequence:
                foreach (RegexNode part in sequence.Parts)
                    Emit(part);
                break;
            case RegexNode.Choice choice:
                EmitChoice(choice);
                break;
            case RegexNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case RegexNode.Atomic atomic:
                _steps.Add(new Step { Kind = StepKind.Atomic, Inner = new RegexProgram(atomic.Body, _nodes) });
                break;
            case RegexNode.Look look:
                _steps.Add(new Step { Kind = look.Behind ? StepKind.Behind : StepKind.Ahead, Negative = look.Negative, Inner = new RegexProgram(look.Body, _nodes), Max = (int)Math.Min(look.Body.Width() ?? 0, int.MaxValue) });
                break;
            case RegexNode.Place place:
                _steps.Add(new Step { Kind = StepKind.Place, Place = place.Kind });
                break;
        }
    }

    private void EmitChoice(RegexNode.Choice choice)
    {
        var ends = new List<int>();
        for (int i = 0; i < choice.Options.Count; i++)
        {
            bool last = i == choice.Options.Count - 1;
            int split = _steps.Count;
            if (!last)
                _steps.Add(new Step { Kind = StepKind.Split });
            Emit(choice.Options[i]);
            if (last)
                break;
            ends.Add(_steps.Count);
            _steps.Add(new Step { Kind = StepKind.Jump });
            Patch(split, split + 1, _steps.Count);
        }

        ends.ForEach(end => Patch(end, _steps.Count, 0));
    }

    private void EmitRepeat(RegexNode.Repeat repeat)
    {
        if (repeat.Kind == RepeatKind.Possessive)
        {
            Emit(new RegexNode.Atomic(repeat with { Kind = RepeatKind.Greedy }));
            return;
        }

        // The frequent case, one set repeated, is a single step that takes no memory per character.
        if (repeat is { Body: RegexNode.Set set, Kind: RepeatKind.Greedy })
        {
            _steps.Add(new Step { Kind = StepKind.Run, Contains = set.Contains, Cost = set.Cost, Min = repeat.Min, Max = repeat.Max < 0 ? int.MaxValue : repeat.Max });
            return;
        }

        for (int i = 0; i < repeat.Min; i++)
            Emit(repeat.Body);
        bool greedy = repeat.Kind == RepeatKind.Greedy;
        if (repeat.Max < 0)
        {
            int split = _steps.Count;
            _steps.Add(new Step { Kind = StepKind.Split });
            Emit(repeat.Body);
            _steps.Add(new Step { Kind = StepKind.Loop, First = split });
            Patch(split, greedy ? split + 1 : _steps.Count, greedy ? _steps.Count : split + 1);
            return;
        }

        var splits = new List<int>();
        for (int i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(_steps.Count);
            _steps.Add(new Step { Kind = StepKind.Split });
            Emit(repeat.Body);
        }

        splits.ForEach(split => Patch(split, greedy ? split + 1 : _steps.Count, greedy ? _steps.Count : split + 1));
    }

    private void Patch(int step, int first, int second) => _steps[step] = _steps[step] with { First = first, Second = second };

    internal enum StepKind
    {
        Set,
        Run,
        Split,
        Jump,
        Loop,
        Atomic,
        Ahead,
        Behind,
        Place,
        Done,
    }

    internal readonly record struct Step
    {
        public StepKind Kind { get; init; }

        public Func<int, bool>? Contains { get; init; }

        /// <summary>How many steps a look at <see cref="Contains"/> takes.</summary>
        public int Cost { get; init; }

        public int First { get; init; }

        public int Second { get; init; }

        public int Min { get; init; }

        public int Max { get; init; }

        public bool Negative { get; init; }

        public PlaceKind Place { get; init; }

        public RegexProgram? Inner { get; init; }
    }
}
