namespace MLNetBert.Benchmarks.Rivals;

/// <summary>A way from texts to vectors of all-MiniLM-L6-v2 that others offer.</summary>
internal interface IRival
{
    string Name { get; }

    /// <summary>The vectors of all texts, and the seconds they took without opening the model.</summary>
    (float[][] Vectors, double Seconds) Run(string[] texts);
}
