namespace MLNetBert.Cli.Verification;

/// <summary>The names of a verification's ways.</summary>
internal static class WayNames
{
    /// <summary>The name in JSON.</summary>
    public static string Key(this VerificationWay way) => way.Kind switch
    {
        VerificationWayKind.Featurized => "extract",
        VerificationWayKind.Shuffled => "shuffled",
        VerificationWayKind.Threads => "threads",
        VerificationWayKind.EqualLength => "equal-length",
        VerificationWayKind.Other => "other-file",
        _ => "padded",
    };

    /// <summary>The name for people.</summary>
    public static string Name(this VerificationWay way, BertVerifier verifier) => way.Kind switch
    {
        VerificationWayKind.Featurized => $"as extract runs it, {Counted(way)}",
        VerificationWayKind.Shuffled => $"rows shuffled, {Counted(way)}",
        VerificationWayKind.Threads => $"on {Counted(way)}",
        VerificationWayKind.EqualLength => $"equal length, up to {way.Together} together",
        VerificationWayKind.Other => $"alone, through {OtherFile(verifier)}",
        _ => $"padded to the longest of {way.Together}",
    };

    /// <summary>The name of the file to compare with, if there is one.</summary>
    public static string? OtherFile(BertVerifier verifier) => Path.GetFileName(verifier.Options.Other?.Model.ModelFile);

    private static string Counted(VerificationWay way) => $"{way.Threads} thread{(way.Threads == 1 ? "" : "s")}";
}
