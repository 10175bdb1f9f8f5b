namespace MLNetBert.Cli.Jobs;

/// <summary>What a job is to read and to make.</summary>
/// <param name="Input">The inputs.</param>
/// <param name="Format">--format; null if the names say it.</param>
/// <param name="Columns">Their columns.</param>
/// <param name="Heading">What is made; the type of the ids is that of the first row of all, whichever part a task begins with.</param>
/// <param name="Vectors">What makes a vector, but for the kind of processor.</param>
/// <param name="Kernels">The kind of processor kernels here.</param>
/// <param name="Options">The other options that decide what is in the parts.</param>
/// <param name="Settings">How it is cut, and which part of it this task makes.</param>
/// <param name="MostBadRows">More rows that cannot be used are an error; null if one is.</param>
internal sealed record JobRequest(
    InputReader Input,
    InputFormat? Format,
    Columns Columns,
    FeatureHeading Heading,
    IReadOnlyDictionary<string, string> Vectors,
    string Kernels,
    IReadOnlyDictionary<string, string> Options,
    JobSettings Settings,
    long? MostBadRows);
