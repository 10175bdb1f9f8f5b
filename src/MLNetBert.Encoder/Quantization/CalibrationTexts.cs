namespace MLNetBert.Encoder.Quantization;

/// <summary>Which of the calibration texts are run, and how much of each.</summary>
internal static class CalibrationTexts
{
    /// <summary>With fewer, a note says so.</summary>
    public const int Few = 100;

    private const int MostTexts = 3000;

    /// <summary>What the recipe keeps in memory goes with the number of tokens.</summary>
    private const int MostTokens = 36_000;

    // A third of the texts show what long texts do; of the rest, there are more, but less of each.
    private const int WholeTextEvery = 3;
    private const int ShortLength = 48;

    // What a model takes at most may be thousands of tokens.
    private const int LongestLength = 256;

    /// <summary>The ids of distinct texts spread evenly over those given: each third whole, the others cut.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static List<int[]> Tokenize(BertModel model, IEnumerable<string> texts, CancellationToken cancellation)
    {
        string prompt = model.FindPrompt();
        List<string> distinct = [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        if (distinct.Count == 0)
            throw new BadInputException("There is no calibration text; give some hundred texts like those that the model will see.") { Code = "data.no-rows", Key = "--calibrate" };
        List<int[]> ids = Take(Math.Min(MostTexts, distinct.Count));
        int tokens = ids.Sum(text => text.Length);
        return tokens <= MostTokens ? ids : Take(Math.Max(1, (int)((long)ids.Count * MostTokens / tokens)));

        List<int[]> Take(int count)
        {
            List<int[]> taken = [];
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                List<int> ids = [];
                model.Tokenizer.EncodeTo(prompt + distinct[(int)((long)i * distinct.Count / count)], Math.Min(model.MaxLength, i % WholeTextEvery == 0 ? LongestLength : ShortLength), ids);
                if (ids.Count > 0)
                    taken.Add([.. ids]);
            }

            return taken;
        }
    }
}
