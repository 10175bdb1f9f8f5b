using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture.Rules;

/// <summary>The folders of a project refer to each other one way: no cycle, nothing refers to the root directory, nothing leaves the shared sources.</summary>
internal static class FolderRule
{
    private const int Shown = 3;

    public static IEnumerable<string> Broken(BoundProject project)
    {
        ILookup<(string From, string To), TypeUse> uses = TypeUse.Of(project).ToLookup(use => (use.From.Folder, use.Folder));
        // An edge that is wrong by itself closes no further cycle.
        HashSet<(string From, string To)> edges = [.. uses.Select(group => group.Key).Where(edge => edge.To != "" && !(Shared(edge.From) && !Shared(edge.To)))];
        foreach ((string from, string to) in uses.Select(group => group.Key).Order())
        {
            string? reason = to == "" ? "up to the root directory"
                : Shared(from) && !Shared(to) ? "out of the shared sources"
                : Reaches(edges, to, from) ? $"in a cycle, {Path(edges, to, from)}"
                : null;
            if (reason != null)
            {
                IEnumerable<TypeUse> examples = uses[(from, to)].DistinctBy(use => use.Type).Take(Shown);
                yield return $"{project.Project.Name}: folder {Name(from)} -> folder {Name(to)} ({reason}): {string.Join("; ", examples)}";
            }
        }
    }

    private static bool Shared(string folder) => folder == "Shared" || folder.StartsWith("Shared/", StringComparison.Ordinal);

    private static string Name(string folder) => folder == "" ? "(root)" : folder;

    private static bool Reaches(HashSet<(string From, string To)> edges, string from, string to) => Shortest(edges, from, to) != null;

    private static string Path(HashSet<(string From, string To)> edges, string from, string to) => $"for {string.Join(" -> ", Shortest(edges, from, to)!.Select(Name))}";

    private static List<string>? Shortest(HashSet<(string From, string To)> edges, string from, string to)
    {
        var paths = new Queue<List<string>>([[from]]);
        var seen = new HashSet<string> { from };
        while (paths.TryDequeue(out List<string>? path))
        {
            if (path[^1] == to)
                return path;

            foreach ((_, string next) in edges.Where(edge => edge.From == path[^1]).Order().Where(edge => seen.Add(edge.To)))
                paths.Enqueue([.. path, next]);
        }

        return null;
    }
}
