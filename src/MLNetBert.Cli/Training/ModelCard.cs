namespace MLNetBert.Cli.Training;

/// <summary>The file beside a model that says what it is.</summary>
internal static class ModelCard
{
    /// <summary>NAME.card.json beside NAME.zip.</summary>
    public static string PathOf(string model) => Path.ChangeExtension(model, ".card.json");
}
