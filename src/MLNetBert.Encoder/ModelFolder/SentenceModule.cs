namespace MLNetBert.Encoder.ModelFolder;

/// <summary>A module of modules.json that computes something.</summary>
/// <param name="Name">The name of its class, such as Dense.</param>
/// <param name="Folder">The folder with its files.</param>
/// <param name="Source">The file and key that name it.</param>
internal sealed record SentenceModule(string Name, string Folder, string Source)
{
    /// <summary>What its config.json says; all keys are missing if there is none.</summary>
    public ConfigNode Config { get; } = ConfigNode.ReadIfThere(Folder, "config.json");
}
