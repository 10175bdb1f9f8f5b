namespace MLNetBert.Tokenizers.Japanese;

/// <summary>What char.def says about a character: a packed CharInfo of char.bin.</summary>
internal readonly struct MecabCharacter(uint bits)
{
    private readonly uint _bits = bits;

    /// <summary>The class whose unknown-word entries apply.</summary>
    public int DefaultClass => (int)(_bits >> 18) & 0xFF;

    /// <summary>Unknown words of 1 to this many characters are tried.</summary>
    public int Length => (int)(_bits >> 26) & 0xF;

    /// <summary>Whether a run of the class is tried as one unknown word.</summary>
    public bool Group => (_bits & (1u << 30)) != 0;

    /// <summary>Whether unknown words are tried even if the dictionary has words.</summary>
    public bool Invoke => (_bits & (1u << 31)) != 0;

    /// <summary>Whether the two share a class.</summary>
    public bool IsKindOf(MecabCharacter other) => (_bits & other._bits & 0x3FFFF) != 0;
}
