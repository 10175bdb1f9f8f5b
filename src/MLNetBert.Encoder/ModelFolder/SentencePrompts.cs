using System.Text.Encodings.Web;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>sentence-transformers' config_sentence_transformers.json: texts to put in front of others, and the size that vectors are cut to.</summary>
internal sealed class SentencePrompts
{
    /// <summary>The file's name.</summary>
    public const string FileName = "config_sentence_transformers.json";

    /// <summary>sentence-transformers always has these two, empty unless the file says otherwise.</summary>
    private static readonly string[] Always = ["query", "document"];

    private SentencePrompts(ConfigNode file)
    {
        ConfigNode prompts = file["prompts"];
        All = prompts.IsNull ? [] : prompts.Properties().ToDictionary(pair => pair.Key, pair => new Sourced<string>(pair.Value.StringOrNull() ?? "", pair.Value.Source), StringComparer.Ordinal);
        ConfigNode usual = file["default_prompt_name"];
        if (usual.StringOrNull() is { } name)
            DefaultName = All.ContainsKey(name) || Always.Contains(name) ? new(name, usual.Source) : throw usual.Error($"is \"{name}\", which prompts does not have");
        Activation = HeadSettings.Text(file["activation_fn"]);
        TruncateDim = file["truncate_dim"].SizeOrNull() is int size ? new(size, file["truncate_dim"].Source) : null;
    }

    /// <summary>The prompts by their names.</summary>
    public Dictionary<string, Sourced<string>> All { get; }

    /// <summary>The prompt for texts that name none; null: no prompt.</summary>
    public Sourced<string>? DefaultName { get; }

    /// <summary>A CrossEncoder's activation function, by its Python name.</summary>
    public Sourced<string>? Activation { get; }

    /// <summary>How many of a vector's values are kept; null: all.</summary>
    public Sourced<int>? TruncateDim { get; }

    /// <summary>The prompt for texts that name none; empty if there is none.</summary>
    public string Default => DefaultName != null && All.TryGetValue(DefaultName.Value, out Sourced<string>? prompt) ? prompt.Value : "";

    public static SentencePrompts Read(string folder) => new(ConfigNode.ReadIfThere(folder, FileName));

    /// <summary>A prompt as it is shown: in quotation marks, so that a space at its end is seen.</summary>
    public static string Shown(string prompt) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(prompt)}\"";
}
