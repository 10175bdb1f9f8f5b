namespace MLNetBert.Encoder.Models;

/// <summary>What was understood of a classification head, for <c>inspect</c>.</summary>
internal static class HeadReport
{
    /// <summary>A product catalogue's thousands of labels would hide everything else.</summary>
    private const int MostShown = 20;

    public static void AddFacts(ModelSource source, EncoderView view, Action<string, object, string> add)
    {
        HeadSettings head = source.Settings.Head;
        if (view.LabelCount is not int count)
            return;
        if (WhyNoLabels(source, count, out Sourced<IReadOnlyList<string>>? labels) == null)
            add("labels", $"{count}: {string.Join(", ", labels!.Value.Take(MostShown))}{(count > MostShown ? ", ..." : "")}", labels.Source);
        if (head.ProblemType is { } problem)
            add("problem type", problem.Value, problem.Source);
        if (head.Activation is { } activation)
            add("activation", $"{activation.Value}, applied only when asked for", activation.Source);
    }

    public static void AddWarnings(ModelSource source, EncoderView view, List<string> warnings)
    {
        if (view.LabelCount is int count && WhyNoLabels(source, count, out _) is { } why)
            warnings.Add($"The pooling logits cannot be used: {why}");
    }

    private static string? WhyNoLabels(ModelSource source, int count, out Sourced<IReadOnlyList<string>>? labels)
    {
        try
        {
            labels = source.Settings.Head.Labels(count, source.Folder.ModelFile);
            return null;
        }
        catch (BadInputException e)
        {
            labels = null;
            return e.Message;
        }
    }
}
