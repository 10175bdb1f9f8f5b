using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The door to all of it.</summary>
public sealed class MLContext : IHostEnvironment
{
    public MLContext(int? seed = null)
    {
        Data = new(seed);
        Model = new(this);
        Transforms = new();
        BinaryClassification = new();
        MulticlassClassification = new();
    }

    public BinaryClassificationCatalog BinaryClassification { get; }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public DataOperationsCatalog Data { get; }
}
