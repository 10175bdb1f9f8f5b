namespace MLNetBert.Cli.Commands;

/// <summary>inspect: what was understood of a model folder, and from which file.</summary>
internal static class InspectCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "The model folder. Default: the embedded all-MiniLM-L6-v2.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var model = new Option<string?>("--model") { Description = "The same, as the other commands have it.", HelpName = "DIR" };
        var precision = new Option<string?>("--precision") { Description = "float32, float16 or int8; picks among the folder's files by what they are.", HelpName = "NAME" };
        var file = new Option<string?>("--file") { Description = "The folder's .onnx file. Default: the one that extract takes.", HelpName = "NAME" };
        var provider = new ProviderOptions();
        var json = new Option<bool>("--json") { Description = "Writes one JSON object instead of a table." };
        var command = new Command("inspect", "Says what was understood of a model folder, and from which file.") { folder, model, precision, file, json };
        provider.AddTo(command);
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(folder);
            OptionValues.RefuseUnknown(parsed, path == null ? [] : [path]);
            if (path != null && parsed.GetValue(model) != null)
                throw new BadInputException("The model folder is named twice, as DIR and as --model; leave one out.") { Code = "option.conflict", Key = "--model" };

            using var opened = BertModel.Open(path ?? parsed.GetValue(model), new BertModelOptions { File = parsed.GetValue(file), Precision = parsed.GetValue(precision) is { } name ? OptionValues.Precision(name) : null, ExecutionProvider = provider.Read(parsed) }, cancellation);
            cancellation.ThrowIfCancellationRequested();
            using var output = OutputFile.Create(FileNames.Standard);
            if (parsed.GetValue(json))
                WriteJson(opened, output.Content);
            else
                WriteTable(opened, output.Content);

            output.Finish();
            return ExitCodes.Done;
        });
        return command;
    }

    private static void WriteTable(BertModel model, ByteSink sink)
    {
        int name = model.Description.Max(fact => fact.Name.Length);
        int value = Math.Min(40, model.Description.Max(fact => fact.Value.Length));
        foreach (ModelFact fact in model.Description)
            Line($"{fact.Name.PadRight(name)}  {fact.Value.PadRight(value)}  {fact.Source}");

        foreach (string warning in model.Warnings)
            Line($"note: {warning}");

        Line($"fingerprint {model.Fingerprint}");

        void Line(string text) => sink.Write(Encoding.UTF8.GetBytes(Printable.Line(text) + "\n"));
    }

    private static void WriteJson(BertModel model, ByteSink sink)
    {
        using (var json = new Utf8JsonWriter(sink, PrintableJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("facts"u8);
            foreach (ModelFact fact in model.Description)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, fact.Name);
                json.WriteString("value"u8, fact.Value);
                json.WriteString("source"u8, fact.Source);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("notes"u8);
            foreach (string warning in model.Warnings)
                json.WriteStringValue(warning);

            json.WriteEndArray();
            json.WriteString("fingerprint"u8, model.Fingerprint.Value);
            json.WriteEndObject();
        }

        sink.Write("\n"u8);
    }
}
