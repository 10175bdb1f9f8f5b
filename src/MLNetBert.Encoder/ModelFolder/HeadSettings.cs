using System.Text.Json;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>What a folder says about a classification head.</summary>
/// <param name="config">transformers' config.json.</param>
/// <param name="activation">What sentence-transformers' own file says about the activation function.</param>
internal sealed class HeadSettings(ConfigNode config, Sourced<string>? activation)
{
    /// <summary>What kind of labels the head was trained on.</summary>
    public Sourced<string>? ProblemType => Text(config["problem_type"]);

    /// <summary>The activation function of sentence-transformers' CrossEncoder, by its Python name; the last key is that of versions before 4.</summary>
    public Sourced<string>? Activation => activation ?? CrossEncoders(config["sentence_transformers"]) ?? Text(config["sbert_ce_default_activation_function"]);

    /// <summary>The labels' names in the order of the logits; as in transformers LABEL_0, LABEL_1, ... if the file names none.</summary>
    /// <param name="count">How many logits the graph gives.</param>
    /// <param name="file">The graph's file, for messages.</param>
    /// <exception cref="BadInputException">The file has other labels.</exception>
    public Sourced<IReadOnlyList<string>> Labels(int count, string file)
    {
        (ConfigNode names, ConfigNode said) = (config["id2label"], config["num_labels"]);
        if (!names.IsNull)
            return new(Names(names, count, file), names.Source);
        return said.SizeOrNull() is int number && number != count
            ? throw Contradiction(said, $"is {number}", count, file)
            : new([.. Enumerable.Range(0, count).Select(i => $"LABEL_{i}")], "the usual; no file says");
    }

    /// <summary>A text; anything else is passed over, as it changes no value.</summary>
    public static Sourced<string>? Text(ConfigNode node) => node.Kind == JsonValueKind.String ? new(node.String(), node.Source) : null;

    private static string[] Names(ConfigNode names, int count, string file)
    {
        (string Key, ConfigNode Value)[] given = [.. names.Properties()];
        if (given.Length != count)
            throw Contradiction(names, $"has {given.Length} label{(given.Length == 1 ? "" : "s")}", count, file);
        string?[] labels = new string?[count];
        foreach ((string key, ConfigNode value) in given)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= count || labels[id] != null)
                throw value.Error($"is not the number of one of {count} labels, 0 to {count - 1}, each once", code: "model.labels");
            labels[id] = value.Kind == JsonValueKind.Number ? value.Int().ToString(CultureInfo.InvariantCulture) : value.String();
        }

        return labels!;
    }

    private static BadInputException Contradiction(ConfigNode node, string says, int count, string file) =>
        node.Error($"{says}, but the output logits of {file} has {count} value{(count == 1 ? "" : "s")} for a text", "take the files of one model", "model.labels");

    private static Sourced<string>? CrossEncoders(ConfigNode section) => section.Kind == JsonValueKind.Object ? Text(section["activation_fn"]) : null;
}
