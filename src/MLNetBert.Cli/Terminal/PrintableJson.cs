namespace MLNetBert.Cli.Terminal;

/// <summary>
/// JSON that a terminal may show: as .NET's relaxed encoder, which leaves letters of all languages as they are, but characters that change the direction of text are escaped like
/// control characters.
/// </summary>
internal sealed unsafe class PrintableJson : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Relaxed = UnsafeRelaxedJsonEscaping;

    private PrintableJson()
    {
    }

    /// <summary>How --json writes.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Indented = true, Encoder = new PrintableJson() };

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => Relaxed.MaxOutputCharactersPerInputCharacter;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => Relaxed.WillEncode(unicodeScalar) || IsUnsafe(unicodeScalar);

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        int first = Relaxed.FindFirstCharacterToEncode(text, textLength);
        int direction = new ReadOnlySpan<char>(text, first < 0 ? textLength : first).IndexOfAny(Printable.Directions);
        return direction < 0 ? first : direction;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) => IsUnsafe(unicodeScalar)
        ? new Span<char>(buffer, bufferLength).TryWrite(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:X4}", out numberOfCharactersWritten)
        : Relaxed.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    private static bool IsUnsafe(int unicodeScalar) => unicodeScalar <= char.MaxValue && Printable.Directions.Contains((char)unicodeScalar);
}
