namespace MLNetBert.Resampling;

/// <summary>How far one stage of the work has come. A run has several stages, one after another, and may repeat them.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Pieces of the stage that are done.</param>
/// <param name="Total">Pieces that the stage has. They are of similar size.</param>
/// <remarks>Reports come from the threads that do the work, so two of them may arrive in either order.</remarks>
public readonly record struct ResamplingProgress(ResamplingStage Stage, int Done, int Total);

/// <summary>What takes long in resampling.</summary>
public enum ResamplingStage
{
    /// <summary>Searching the neighbours of some rows.</summary>
    Neighbours,

    /// <summary>Training a classifier whose opinion a sampler asks for.</summary>
    Training,

    /// <summary>Writing new rows.</summary>
    NewRows,
}
