namespace MLNetBert.Mapping;

/// <summary>Checks the columns' names in a stage's options when the stage is made, before there is data.</summary>
internal static class ColumnNames
{
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static void Require(params ReadOnlySpan<(string? Name, string Option)> names)
    {
        foreach ((string? name, string option) in names)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException($"{option} is {(name == null ? "null" : "empty")}; name a column.", "options");
        }
    }

    /// <summary>Checks names that may be null.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static void Optional(params ReadOnlySpan<(string? Name, string Option)> names)
    {
        foreach ((string? name, string option) in names)
        {
            if (name != null)
                Require((name, option));
        }
    }

    /// <exception cref="ArgumentException">Two names are the same.</exception>
    public static void Distinct(params ReadOnlySpan<(string? Name, string Option)> names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            for (int other = 0; other < i; other++)
            {
                if (names[i].Name != null && names[i].Name == names[other].Name)
                    throw new ArgumentException($"{names[other].Option} and {names[i].Option} are both '{names[i].Name}'; give them different names.", "options");
            }
        }
    }
}
