namespace MLNetBert.Saving;

/// <summary>A model in a saved stage.</summary>
internal static class ModelPayload
{
    /// <summary>Beyond this, weights in files of their own cannot be taken into a graph that is edited, so that their folder stays.</summary>
    private const long LargestHeld = 1_900_000_000;

    public static void Write(ModelSaveContext context, BertModel model, bool embed)
    {
        BinaryWriter writer = MLNetInternals.Writer(context);
        writer.Write(Path.GetRelativePath(model.Folder, model.ModelFile).Replace('\\', '/'));
        BertModelOptions options = model.Options;
        foreach (string? option in (string?[])[options.InputIdsName, options.AttentionMaskName, options.TokenTypeIdsName, options.TokenVectorsName, options.SentenceEmbeddingName, options.HiddenLayer?.ToString()])
            writer.WriteOptional(option);
        ModelFiles.OfModel(model).Write(context, embed);
    }

    /// <param name="context">Where it is read from.</param>
    /// <param name="reader">Reads it.</param>
    /// <param name="environment">Says which GPU runs it, if any.</param>
    /// <param name="applyModules">Whether the modules of modules.json count (<see cref="BertModelOptions.ApplyModules"/>).</param>
    /// <param name="embedded">Whether its files are in the saved pipeline.</param>
    /// <exception cref="BadInputException">A file is missing, damaged or changed.</exception>
    public static OpenModel Read(ModelLoadContext context, SavedReader reader, IHostEnvironment environment, bool applyModules, out bool embedded)
    {
        // The order is the order of writing: initializers run in the order in which they are written.
        BertModelOptions options = new()
        {
            ApplyModules = applyModules,
            File = reader.ReadString(),
            InputIdsName = reader.ReadOptional(),
            AttentionMaskName = reader.ReadOptional(),
            TokenTypeIdsName = reader.ReadOptional(),
            TokenVectorsName = reader.ReadOptional(),
            SentenceEmbeddingName = reader.ReadOptional(),
            HiddenLayer = reader.ReadOptional() is { } layers ? HiddenLayers.Parse(layers) : null,
        };
        var files = SavedFiles.Read(context, reader);
        try
        {
            embedded = files.Embedded;
            return files.Names.Contains(options.File) ? Open(files, ContextDevice.Apply(options, environment), environment)
                : throw SavedReader.Damaged($"its model '{SavedNames.Show(options.File)}' is none of its files");
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Opens the model; unpacked files need no folder from then on.</summary>
    private static OpenModel Open(SavedFiles files, BertModelOptions options, IHostEnvironment environment)
    {
        // A folder that is made anew each time has no name that says anything.
        var model = BertModel.Open(files.Folder, files.Embedded ? options with { Name = "saved" } : options);
        var open = OpenModel.Owned(model, files);
        ContextDevice.Tell(model, environment);
        try
        {
            if (files.Embedded && model.Files.Sum(name => new FileInfo(Path.Combine(files.Folder, name)).Length) < LargestHeld)
            {
                model.HoldFiles();
                files.Dispose();
            }

            return open;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }
}
