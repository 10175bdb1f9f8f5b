using MLNetBert.Cli.Pull;

namespace MLNetBert.Cli.Commands;

/// <summary>pull: a model folder from the Hugging Face hub. What it needs of HTTP is loaded when it runs, and not when another command starts.</summary>
internal sealed class PullCommand
{
    private readonly Argument<string> _repository = new("REPOSITORY") { Description = "The repository, OWNER/NAME, such as sentence-transformers/all-MiniLM-L6-v2." };

    private readonly Option<string> _revision = new("--revision") { Description = "A branch, a tag or a commit. Default: main.", HelpName = "REVISION", DefaultValueFactory = _ => "main" };

    private readonly Option<string?> _file = new("--file") { Description = "The .onnx to take, such as onnx/model_quantized.onnx. Default: model.onnx, else onnx/model.onnx, else the only one.", HelpName = "PATH" };

    private readonly Option<string> _out = new("--out") { Description = "The folder to be made.", HelpName = "DIR", Required = true };

    private readonly Option<bool> _json = new("--json") { Description = "Writes one JSON object that says what the folder was made of." };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Prints no progress, notes or summary." };

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var pull = new PullCommand();
        var command = new Command("pull", "Brings a model folder from the Hugging Face hub, whole and checked.") { pull._repository, pull._revision, pull._file, pull._out, pull._json, pull._quiet };
        command.SetAction(parsed => pull.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string repository = parsed.GetRequiredValue(_repository);
        OptionValues.RefuseUnknown(parsed, repository);
        var request = PullRequest.Of(repository, parsed.GetRequiredValue(_revision), parsed.GetValue(_file), parsed.GetRequiredValue(_out));
        bool quiet = parsed.GetValue(_quiet);
        var run = new PullRun(HubSettings.Read(Environment.GetEnvironmentVariable), request, quiet ? _ => { } : note => Status.Line($"note: {note}"));
        using var progress = Progress.Start(quiet, (elapsed, bar) => Shown(run.Bytes, elapsed, bar));
        PullRecord record;
        bool isNew;
        try
        {
            (record, isNew) = run.RunAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            progress.Dispose();
            Status.Line($"mlnetbert: interrupted; {request.Out} was not made.");
            return Interruption.ExitCode;
        }

        progress.Dispose();
        if (!quiet)
        {
            Status.Line(isNew
                ? $"{Summary.Counted(record.Files.Count, "file")}, {Sizes.Text(run.Bytes.Total)} in {Summary.Duration(progress.Elapsed)}: {request.Out} is {record.Repository} at {record.Commit}"
                : $"nothing to do: {request.Out} is {record.Repository} at {record.Commit}");
        }

        if (parsed.GetValue(_json))
            WriteJson(record, request.Out, isNew);

        return ExitCodes.Done;
    }

    private static void WriteJson(PullRecord record, string folder, bool isNew)
    {
        using var output = OutputFile.Create(FileNames.Standard);
        output.Content.Write(record.ToJson(json =>
        {
            json.WriteString("folder"u8, folder);
            json.WriteBoolean("new"u8, isNew);
        }));
        output.Finish();
    }

    private static string? Shown((long Total, long Have, long Came) bytes, TimeSpan elapsed, bool bar)
    {
        if (bytes.Total == 0)
            return null;

        double rate = Math.Max(0, bytes.Came) / Math.Max(elapsed.TotalSeconds, 1e-6);
        TimeSpan? rest = rate >= 1 ? TimeSpan.FromSeconds(Math.Max(0, bytes.Total - bytes.Have) / rate) : null;
        return Progress.Text($"{Sizes.Text(bytes.Have)} of {Sizes.Text(bytes.Total)}, {Sizes.Text((long)rate)}/s", Math.Min(1, (double)bytes.Have / bytes.Total), rest, bar);
    }
}
