using System.Text;

namespace MLNetBert.Saving;

/// <summary>The names of files in a saved pipeline: relative to the model folder, with '/', and such that every system can have them all in one folder.</summary>
internal static class SavedNames
{
    private const int Longest = 1000;

    /// <exception cref="BadInputException">A name is another kind of path, is there twice, or is a folder of another.</exception>
    public static void Check(IReadOnlyCollection<string> names)
    {
        HashSet<string> all = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (WhyNot(name) is { } why)
                throw SavedReader.Damaged($"a file in it is named '{Show(name)}', which {why}");
            if (!all.Add(name))
                throw SavedReader.Damaged($"two files in it are named '{Show(name)}'");
        }

        foreach (string name in names)
        {
            for (int end = name.IndexOf('/'); end >= 0; end = name.IndexOf('/', end + 1))
            {
                if (all.Contains(name[..end]))
                    throw SavedReader.Damaged($"'{Show(name[..end])}' in it is both a file and the folder of '{Show(name)}'");
            }
        }
    }

    /// <summary>Why a name is not that of a file in a folder; null if it is.</summary>
    public static string? WhyNot(string name)
    {
        if (name.Length > Longest)
            return $"is {name.Length} characters long";
        if (name.Any(c => char.IsControl(c) || c is '\\' or ':'))
            return "has a character that names of files do not have";
        return name.Split('/').Any(part => part.Length == 0 || part.Trim('.', ' ').Length == 0) ? "leads out of its folder" : null;
    }

    /// <summary>A name for a message: short, and without control characters.</summary>
    public static string Show(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, 100)))
            text.Append(char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString());
        return text.Append(name.Length > 100 ? "..." : "").ToString();
    }
}
