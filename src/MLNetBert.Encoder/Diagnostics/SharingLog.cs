using Microsoft.Extensions.Logging;

namespace MLNetBert.Encoder.Diagnostics;

/// <summary>What those who share batches tell the log.</summary>
internal static partial class SharingLog
{
    [LoggerMessage(1, LogLevel.Warning, "A batch of {Texts} texts of {Tokens} tokens took {Seconds:F1} s; {WaitingTexts} texts wait.")]
    public static partial void SlowBatch(ILogger logger, int texts, int tokens, double seconds, int waitingTexts);

    [LoggerMessage(2, LogLevel.Warning, "{CutTexts} texts so far had more tokens than {MaxLength} and were cut there.")]
    public static partial void TextsCut(ILogger logger, long cutTexts, int maxLength);
}
