using System.Text.Json;

namespace MLNetBert.Tests.Modules;

/// <summary>What PyTorch itself has in its files of tests/reference/modules, and its functions' values.</summary>
internal sealed class TorchCases
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Reference("modules", "cases.json"))).RootElement;

    public static IEnumerable<string> Files => Root.GetProperty("files").EnumerateObject().Select(file => file.Name);

    public static IEnumerable<string> Functions => Root.GetProperty("functions").EnumerateObject().Select(function => function.Name);

    public static string Path(string name) => RepositoryFiles.Reference("modules", name);

    public static IEnumerable<(string Name, int[] Shape, double[] Values)> Arrays(string file) => Root.GetProperty("files").GetProperty(file).EnumerateObject()
        .Select(array => (array.Name, Array.ConvertAll(Numbers(array.Value.GetProperty("shape")), size => (int)size), Numbers(array.Value.GetProperty("values"))));

    public static double[] Values(string file, string array) => Arrays(file).Single(one => one.Name == array).Values;

    public static (double[] X, double[] Y) Function(string name) =>
        (Numbers(Root.GetProperty("functions").GetProperty(name).GetProperty("x")), Numbers(Root.GetProperty("functions").GetProperty(name).GetProperty("y")));

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
