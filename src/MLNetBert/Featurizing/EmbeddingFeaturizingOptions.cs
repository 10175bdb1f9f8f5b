using Microsoft.Extensions.AI;

namespace MLNetBert;

/// <summary>The options of <c>FeaturizeWith</c>.</summary>
public sealed class EmbeddingFeaturizingOptions
{
    /// <summary>The column to add: a Single vector of known size, with slot names.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>The text column; null: the same name as the output. A missing text is an empty one.</summary>
    public string? InputColumnName { get; set; }

    /// <summary>What the generator is given with every call, such as the number of dimensions or a model's name; null: nothing.</summary>
    public EmbeddingGenerationOptions? GenerationOptions { get; set; }

    /// <summary>How many texts the generator is given at most in one call. Services have limits of their own. Default 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>The greatest number of texts that a cursor reads ahead. Default 2048.</summary>
    public int Window { get; set; } = 2048;

    /// <summary>
    /// For how many texts the stage remembers the vectors, so that a trainer that reads the data many times asks the generator once per text; prediction engines use and fill it too. When
    /// the memory is full, further texts are asked for each time they are read; 0: no memory. Default 65,536.
    /// </summary>
    public int MemoCapacity { get; set; } = 65_536;

    internal EmbeddingFeaturizingOptions Clone()
    {
        var clone = (EmbeddingFeaturizingOptions)MemberwiseClone();
        clone.GenerationOptions = GenerationOptions?.Clone();
        return clone;
    }
}
