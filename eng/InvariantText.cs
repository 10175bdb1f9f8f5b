namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler makes of $"..." in the product: it takes the type of this name that the assembly itself has before the framework's. So no message, file or
/// annotation depends on the culture of the process, whatever is put into it.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
{
    private const int UsualLength = 11;

    private readonly Text.StringBuilder _text = new(literalLength + (formattedCount * UsualLength));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(string? value) => _text.Append(value);

    public void AppendFormatted(scoped ReadOnlySpan<char> value) => _text.Append(value);

    public void AppendFormatted(object? value, int alignment = 0, string? format = null) => AppendFormatted<object?>(value, alignment, format);

    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
    {
        string text = (value is IFormattable formattable ? formattable.ToString(format, Globalization.CultureInfo.InvariantCulture) : value?.ToString()) ?? "";
        _text.Append(alignment < 0 ? text.PadRight(-alignment) : text.PadLeft(alignment));
    }

    public string ToStringAndClear() => _text.ToString();
}
