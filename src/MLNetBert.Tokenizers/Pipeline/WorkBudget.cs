namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// What is left of the work and memory that one text may cost, in all parts of a tokenizer together. Each part charges what it really does. Reused; not
/// thread-safe.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="file">The tokenizer's file, for errors.</param>
internal sealed class WorkBudget(TokenizerLimits limits, string file)
{
    private const string Code = "tokenizer.limit";

    private long _length, _steps;

    /// <summary>The steps that are left. A loop counts it down, and calls <see cref="Exhausted"/> when it is below zero.</summary>
    public long Left;

    /// <summary>How many units the text may become.</summary>
    public long Units { get; private set; }

    /// <summary>The key of the part that is at work, for errors.</summary>
    public string Part { get; set; } = "";

    /// <summary>A budget for a text that is not the user's, such as an added token.</summary>
    public static WorkBudget For(long length) => new WorkBudget(TokenizerLimits.Default, "").Begin(length);

    /// <summary>Begins a text.</summary>
    public WorkBudget Begin(long length)
    {
        _length = length;
        _steps = Left = Math.Min(limits.Steps, long.MaxValue / 4) + (limits.StepsPerUnit * length);
        Units = limits.Units + (limits.UnitsPerUnit * length);
        return this;
    }

    /// <exception cref="BadInputException">Nothing is left.</exception>
    public void Charge(long steps)
    {
        if ((Left -= steps) < 0)
            throw Exhausted(Part);
    }

    /// <exception cref="BadInputException">The text has become too long.</exception>
    public void CheckUnits(long units)
    {
        if (units > Units)
            throw Error(Part, Code, $"makes more than {Units} characters of a text of {_length}");
    }

    /// <param name="key">The part that took the last step.</param>
    /// <param name="code">What kind of part it is.</param>
    public BadInputException Exhausted(string key, string code = Code) => Error(key, code, $"takes more than {_steps} steps for a text of {_length} characters");

    private BadInputException Error(string key, string code, string what) =>
        new($"{file}: \"{key}\" {what}; use a simpler one, or open the tokenizer with greater {nameof(TokenizerLimits)}.") { Code = code, File = file, Key = key };
}
