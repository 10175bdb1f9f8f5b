namespace MLNetBert.Resampling;

/// <summary>How far one stage of the work has got. A run has several stages, one after another, and may repeat them.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Pieces of the stage that are done.</param>
/// <param name="Total">Pieces in the stage. They are of similar size.</param>
/// <remarks>Reports come from the threads that do the work, so two of them may arrive in either order.</remarks>
public readonly record struct ResamplingProgress(ResamplingStage Stage, int Done, int Total);

/// <summary>What takes long in resampling.</summary>
public enum ResamplingStage
{
    /// <summary>Searching for the neighbours of some rows.</summary>
    Neighbours,

    /// <summary>Training a classifier that a sampler consults.</summary>
    Training,

    /// <summary>Writing new rows.</summary>
    NewRows,
}
