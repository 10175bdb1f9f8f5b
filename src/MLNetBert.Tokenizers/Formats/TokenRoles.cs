namespace MLNetBert.Tokenizers.Formats;

/// <summary>The special tokens with a role, as a class of transformers has them if no file names others.</summary>
internal sealed class TokenRoles
{
    /// <summary>The roles, in the order in which transformers adds their tokens.</summary>
    public static readonly string[] Names = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>No token at all: a class that says nothing of its own.</summary>
    public static readonly TokenRoles None = new([null, null, null, null, null, null, null]);

    public static readonly TokenRoles Bert = new([null, null, "[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"]);

    public static readonly TokenRoles MPNet = new(["<s>", "</s>", "[UNK]", "</s>", "<pad>", "<s>", "<mask>"]) { MaskEatsSpace = true };

    public static readonly TokenRoles Roberta = new(["<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"]) { MaskEatsSpace = true };

    public static readonly TokenRoles Camembert = new(["<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"]) { MaskEatsSpace = true, Extra = ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"] };

    public static readonly TokenRoles Herbert = new([null, null, "<unk>", "</s>", "<pad>", "<s>", "<mask>"]);

    public static readonly TokenRoles Albert = new(["[CLS]", "[SEP]", "<unk>", "[SEP]", "<pad>", "[CLS]", "[MASK]"]) { MaskEatsSpace = true };

    public static readonly TokenRoles BigBird = new(["<s>", "</s>", "<unk>", "[SEP]", "<pad>", "[CLS]", "[MASK]"]) { MaskEatsSpace = true };

    public static readonly TokenRoles Phobert = new(["<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"]) { InPython = true };

    private readonly string?[] _tokens;

    private TokenRoles(string?[] tokens) => _tokens = tokens;

    /// <summary>Whether the mask swallows the white space before it.</summary>
    public bool MaskEatsSpace { get; private init; }

    /// <summary>Further special tokens, unless a file names others.</summary>
    public string[] Extra { get; private init; } = [];

    /// <summary>Whether the class is written in Python: added tokens keep the ids of their file, and all are searched in the raw text.</summary>
    public bool InPython { get; init; }

    /// <summary>The token of a role, or null.</summary>
    public string? this[string role] => _tokens[Array.IndexOf(Names, role)];

    /// <summary>The token that a role has: the one that a file names, else the class's.</summary>
    public string? Of(TokenizerConfig config, string role) => config.SpecialToken(role) ?? this[role];

    /// <summary>The same tokens for a class that is written in Python.</summary>
    public TokenRoles Python() => new(_tokens) { Extra = Extra, InPython = true };
}
