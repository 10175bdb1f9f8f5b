namespace MLNetBert.Cli.Pull;

/// <summary>Chooses a repository's .onnx as BertModelFolder.Find chooses a folder's: model.onnx, else onnx/model.onnx, else the only one.</summary>
/// <param name="repository">OWNER/NAME, for messages.</param>
/// <param name="files">All files of the repository, by path.</param>
/// <param name="transformer">The folder of the Transformer module with a slash at its end; empty if it is the root.</param>
internal sealed class ModelChoice(string repository, IReadOnlyDictionary<string, HubFile> files, string transformer)
{
    private const string Ending = ".onnx";

    private readonly string[] _places = [.. ((string[])["", "onnx/", transformer, $"{transformer}onnx/"]).Distinct()];

    /// <summary>The .onnx files that a model folder may have, in order.</summary>
    public string[] All => [.. files.Keys.Where(path => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && _places.Contains(path[..(path.LastIndexOf('/') + 1)])).Order(StringComparer.Ordinal)];

    /// <summary>The one to take.</summary>
    /// <param name="asked">--file; null if it is not given.</param>
    /// <exception cref="BadInputException">There is none, or it is unclear which.</exception>
    public HubFile Choose(string? asked)
    {
        string[] all = All;
        if (asked != null)
            return all.Contains(asked) ? files[asked] : throw Refused(asked, all);

        string[] usual = [.. ((string[])["", transformer]).Distinct().SelectMany(place => (string[])[$"{place}model.onnx", $"{place}onnx/model.onnx"])];
        if ((usual.FirstOrDefault(all.Contains) ?? (all.Length == 1 ? all[0] : null)) is { } path)
            return files[path];

        throw all.Length > 0
            ? new BadInputException($"{repository} has no model.onnx, but {Printable.Listed(all)}; name one of them with --file.") { Code = "model.ambiguous", Key = repository }
            : None();
    }

    private BadInputException Refused(string asked, string[] all) => all.Length == 0
        ? None()
        : new BadInputException($"{repository} has no file {asked} {(files.ContainsKey(asked) ? "that is an .onnx in a place where models are looked for" : "there")}; --file can be {Printable.Listed(all)}.") { Code = "model.no-file", Key = "--file" };

    private BadInputException None() =>
        new($"{repository} has no .onnx file; Hugging Face's Optimum makes one: optimum-cli export onnx --model {repository} --task feature-extraction DIR.") { Code = "model.no-file", Key = repository };
}
