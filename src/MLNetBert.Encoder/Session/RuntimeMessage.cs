namespace MLNetBert.Encoder.Session;

/// <summary>What ONNX Runtime says about a failure, without what is useful only to its authors.</summary>
internal static partial class RuntimeMessage
{
    /// <summary>The reason: without the error's code, the model's path, source files, the C++ functions in them and line ends.</summary>
    public static string Reason(string message)
    {
        string reason = Prefix().Replace(message.ReplaceLineEndings(" "), "");
        while (SourceLocation().Match(reason) is { Success: true } location)
        {
            string rest = reason[EndOfSignature(reason, location.Index + location.Length)..];
            reason = $"{reason[..location.Index]}{FailedCondition().Replace(rest, "")}";
        }

        return InnerError().Replace(reason, "").Trim().TrimEnd('.');
    }

    /// <summary>Where a function's signature ends: after the parenthesis that closes its parameters.</summary>
    private static int EndOfSignature(string text, int start)
    {
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            depth += text[i] is '(' or '<' ? 1 : text[i] is ')' or '>' ? -1 : 0;
            if (text[i] == ')' && depth == 0 && (i + 1 == text.Length || text[i + 1] == ' '))
                return text.AsSpan(i + 1).StartsWith(" const ") ? i + " const ".Length : i + 1;
        }

        return start;
    }

    [GeneratedRegex(@"^\s*(\[ErrorCode:\w+\] )?(Load model from .*? failed: ?)?")]
    private static partial Regex Prefix();

    /// <summary>The head of an error that is told within another.</summary>
    [GeneratedRegex(@"\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : ")]
    private static partial Regex InnerError();

    [GeneratedRegex(@"\S*[/\\]\S+\.(h|hpp|cc|cpp):\d+ ?")]
    private static partial Regex SourceLocation();

    /// <summary>The condition of an assertion, also in C++.</summary>
    [GeneratedRegex(@"^ [^.]*? was false\. ?")]
    private static partial Regex FailedCondition();
}
