namespace MLNetBert.Cli.Pull;

/// <summary>Finds the user's token where huggingface_hub finds it (utils/_auth.py, constants.py).</summary>
internal static partial class HubToken
{
    /// <summary>HF_TOKEN, its older name, or the file that `hf auth login` writes; null if there is none.</summary>
    /// <exception cref="BadInputException">It holds what no token can, or its file cannot be read.</exception>
    public static string? Find(Func<string, string?> variable)
    {
        string name = variable("HF_TOKEN") != null ? "HF_TOKEN" : "HUGGING_FACE_HUB_TOKEN";
        if (variable(name) is { } text)
            return Clean(name, text);

        string home = variable("HF_HOME") ?? Path.Combine(variable("XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface");
        string file = Expanded(variable("HF_TOKEN_PATH") ?? Path.Combine(home, "token"), variable);
        return File.Exists(file) ? Clean(file, RegularFile.ReadText(file, "it holds no token.")) : null;
    }

    private static string? Clean(string source, string text)
    {
        string token = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
        if (token.Any(character => character is <= ' ' or > '~'))
            throw new BadInputException($"{source} holds characters that no token has; correct it, or remove it.") { Code = "option.value", Key = source };

        return token.Length == 0 ? null : token;
    }

    private static string Expanded(string path, Func<string, string?> variable)
    {
        string full = Variable().Replace(path, match => variable(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);
        return full == "~" || full.StartsWith("~/", StringComparison.Ordinal) || full.StartsWith($"~{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + full[1..]
            : full;
    }

    [GeneratedRegex(@"\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})")]
    private static partial Regex Variable();
}
