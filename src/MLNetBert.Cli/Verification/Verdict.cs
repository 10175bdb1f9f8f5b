namespace MLNetBert.Cli.Verification;

/// <summary>Says in a sentence what a verification found, and why.</summary>
internal static class Verdict
{
    /// <summary>Whether extract is exact for the file, and why.</summary>
    public static string Of(FileVerification file)
    {
        if (!file.Exact)
        {
            IEnumerable<string> moved = file.Ways.Where(way => way.Way.OfFeaturizer && way.Differing > 0)
                .Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.Differing:N0} texts {way.Way.Name(file.Verifier)}"));
            return $"not exact: other bits than alone have {string.Join("; ", moved)}. {Sentence(file.Verifier.Reason ?? "neither the graph's operators nor the trial run when the file was opened shows why; please report it, with what inspect --json says of the model")}.";
        }

        if (!file.Verifier.OneAtATime)
            return "exact: as extract runs it, every text has the bits that it has alone.";

        bool moves = file.Ways.Any(way => way.Way.Kind == VerificationWayKind.EqualLength && way.Differing > 0);
        return $"exact, but only because extract runs this file one text at a time: {file.Verifier.Reason}{(moves ? "" : ", though none of these texts moved in batches of equal length")}.";
    }

    /// <summary>Why a way changes texts' bits; null if it changes none.</summary>
    public static string? Why(FileVerification file, WayResult way) => way switch
    {
        { Way.Skipped: { } skipped } => $"not run: {skipped}",
        { Differing: 0 } => null,
        { Way.Kind: VerificationWayKind.Other } => "another file of the model: its weights, their precision or its operators are others",
        _ when file.Verifier.Reason != null => $"neighbours matter: {file.Verifier.Reason}",
        { Way.Kind: VerificationWayKind.Padded } => "padding changes the shapes, for which matrix kernels add in another order",
        _ => "neighbours matter, though neither the graph's operators nor the trial run show why",
    };

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
