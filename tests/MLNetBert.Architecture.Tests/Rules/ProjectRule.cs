using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>A project refers to those below it alone.</summary>
internal static class ProjectRule
{
    /// <summary>Each project of src, and all that stand below it.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["MLNetBert.Abstractions"] = [],
        ["MLNetBert.Model.MiniLM"] = [],
        ["MLNetBert.Model.MiniLM.Int8"] = [],
        ["MLNetBert.Ipadic"] = [],
        ["MLNetBert.Jobs"] = ["MLNetBert.Abstractions"],
        ["MLNetBert.Tokenizers"] = ["MLNetBert.Abstractions"],
        ["MLNetBert.Resampling"] = ["MLNetBert.Abstractions"],
        ["MLNetBert.Encoder"] = ["MLNetBert.Abstractions", "MLNetBert.Tokenizers"],
        ["MLNetBert"] = ["MLNetBert.Abstractions", "MLNetBert.Tokenizers", "MLNetBert.Resampling", "MLNetBert.Encoder", "MLNetBert.Model.MiniLM"],
        ["MLNetBert.Hosting"] = ["MLNetBert.Abstractions", "MLNetBert.Tokenizers", "MLNetBert.Resampling", "MLNetBert.Encoder", "MLNetBert", "MLNetBert.Model.MiniLM"],
        ["MLNetBert.Cli"] = ["MLNetBert.Abstractions", "MLNetBert.Tokenizers", "MLNetBert.Resampling", "MLNetBert.Encoder", "MLNetBert", "MLNetBert.Model.MiniLM", "MLNetBert.Model.MiniLM.Int8", "MLNetBert.Ipadic"],
    };

    public static IEnumerable<string> Broken(SourceProject project)
    {
        if (!Below.TryGetValue(project.Name, out string[]? below))
            return [$"{project.Name}: {nameof(ProjectRule)} does not know the project: say what stands below it"];

        return project.References.Except(below).Select(name => $"{project.Name} -> {name}: not below it");
    }
}
