namespace MLNetBert.Cli.Input;

/// <summary>Which columns (or JSON keys) are read.</summary>
/// <param name="Text">The text; null for the default, "text".</param>
/// <param name="TextPair">The second text of a pair; null for none.</param>
/// <param name="Id">The id; null for the default: "id" if there is one, else row numbers.</param>
/// <param name="TextOption">The option that names the text, for messages.</param>
/// <param name="Scalars">Whether JSON's numbers, true and false are taken as texts too.</param>
/// <param name="FormatOption">Whether the command has --format, for messages.</param>
/// <param name="Others">Further columns, such as the label; JSON's numbers, true and false are texts in them. Null for none.</param>
internal sealed record Columns(string? Text = null, string? TextPair = null, string? Id = null, string TextOption = "--text", bool Scalars = false, bool FormatOption = true, IReadOnlyList<NamedColumn>? Others = null)
{
    /// <summary>The text's column when none is named.</summary>
    public const string DefaultText = "text";

    /// <summary>The id's column when none is named and there is one.</summary>
    public const string DefaultId = "id";

    /// <summary>The text's column.</summary>
    public string TextName => Text ?? DefaultText;

    /// <summary>The id's column.</summary>
    public string IdName => Id ?? DefaultId;
}

/// <summary>A column that an option names.</summary>
/// <param name="Name">The column.</param>
/// <param name="Option">The option, for messages.</param>
internal sealed record NamedColumn(string Name, string Option);
