namespace MLNetBert;

/// <summary>How far a training has got.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Pieces of it that are done.</param>
/// <param name="Total">All its pieces; of a search, as many as are left to be tried at the moment.</param>
public readonly record struct TrainingProgress(TrainingStage Stage, int Done, int Total);

/// <summary>What takes long in a training.</summary>
public enum TrainingStage
{
    /// <summary>Texts become BERT's features; a piece is a text.</summary>
    Features,

    /// <summary>Pipelines are fitted and tested; a piece is a fit.</summary>
    Search,

    /// <summary>The chosen pipeline is fitted, tested and fitted again.</summary>
    Final,
}
