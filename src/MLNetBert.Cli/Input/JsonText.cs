namespace MLNetBert.Cli.Input;

/// <summary>Strings from JSON. Half a surrogate pair, which JSON's escapes allow, becomes U+FFFD instead of an exception.</summary>
internal static class JsonText
{
    /// <summary>The string (or property name) at which <paramref name="reader"/> is.</summary>
    public static string Unescape(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetString(reader.ValueSpan);

        // The reader has checked the escapes; only their surrogates are left to check.
        string raw = Encoding.UTF8.GetString(reader.ValueSpan);
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            char escape = raw[++i];
            if (escape == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(escape switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
            }
        }

        return WithoutHalves(text);
    }

    private static string WithoutHalves(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                text[i] = '\uFFFD';
        }

        return text.ToString();
    }

    /// <summary>Whether a string or key is this one, in UTF-8. The reader's own comparison throws where half of a surrogate pair is escaped.</summary>
    public static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> expected) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unescape(reader)).AsSpan().SequenceEqual(expected) : reader.ValueSpan.SequenceEqual(expected);
}
