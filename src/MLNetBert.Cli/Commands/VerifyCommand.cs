using MLNetBert.Cli.Reports;

namespace MLNetBert.Cli.Commands;

/// <summary>verify: whether the user's texts have the same bits in company as alone.</summary>
internal sealed class VerifyCommand
{
    private readonly CommonOptions _common = new();

    private readonly FeatureOptions _features;

    private readonly Option<string?> _limit = new("--limit") { Description = "Only the first N rows. Default: all.", HelpName = "N" };

    private readonly Option<bool> _allFiles = new("--all-files") { Description = "Every .onnx file of the folder and of its onnx/, one after the other. Default: the one that extract takes." };

    private readonly Option<bool> _json = new("--json") { Description = "Prints one JSON object instead of tables." };

    private readonly Option<string?> _report = new("--report") { Description = "Writes a page that shows how far texts move, by padding and by length.", HelpName = "FILE.html" };

    private VerifyCommand() => _features = new FeatureOptions(_common);

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var verify = new VerifyCommand();
        var command = new Command("verify", "Runs every row alone and in company, and compares the bits: do they hold on your texts, model and machine?")
        {
            verify._limit, verify._allFiles, verify._json, verify._report,
        };
        verify._features.AddTo(command);
        verify._common.AddTo(command);
        command.SetAction(parsed => verify.Run(parsed, cancellation));
        return command;
    }

    /// <summary>The exit code: whether extract is exact for every file.</summary>
    public static int ExitCode(IEnumerable<FileVerification> files) => files.All(file => file.Exact) ? ExitCodes.Done : ExitCodes.Differences;

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        FeatureSettings settings = _features.Read(parsed);
        int limit = parsed.GetValue(_limit) is { } most ? OptionValues.Positive("--limit", most) : int.MaxValue;
        InputReader input = _common.Reader(parsed);
        using OutputFile? page = parsed.GetValue(_report) is { } report ? Page(report, input) : null;
        IEnumerable<TextRow> rows = input.Start().Take(limit);
        bool quiet = parsed.GetValue(_common.Quiet), allFiles = parsed.GetValue(_allFiles);
        if (allFiles && !input.CanReadTwice)
            rows = [.. rows];

        // The results speak of the models, so all of them stay open until everything is written.
        var opened = new List<BertModel>();
        try
        {
            var done = new List<FileVerification>();
            var failed = new List<FailedFile>();
            opened.Add(settings.Open(parsed.GetValue(_common.Model), null, cancellation));
            BertModel model = opened[0];
            done.Add(Verify(model, null, settings, input, rows, limit, quiet, cancellation));
            string[] others = [.. BertModelFolder.OnnxFiles(model.Folder).Where(file => Path.GetFullPath(file) != Path.GetFullPath(model.ModelFile))];
            if (!allFiles && others.Length > 0 && !quiet)
                Status.Line($"note: only {Path.GetFileName(model.ModelFile)} was run; --all-files runs {string.Join(", ", others.Select(file => Path.GetRelativePath(model.Folder, file)))} too.");

            foreach (string file in allFiles ? others : [])
            {
                try
                {
                    opened.Add(settings.Open(model.Folder, Path.GetRelativePath(model.Folder, file), cancellation));
                    done.Add(Verify(opened[^1], model, settings, input, input.CanReadTwice ? input.Rows().Take(limit) : rows, limit, quiet, cancellation));
                }
                catch (BadInputException e)
                {
                    failed.Add(new FailedFile(file, e.Message));
                }
            }

            Write(done, failed, parsed.GetValue(_json), page);
            return ExitCode(done);
        }
        finally
        {
            opened.ForEach(model => model.Dispose());
        }
    }

    private OutputFile Page(string path, InputReader input)
    {
        input.RefuseAsOutput(_report.Name, path);
        return OutputFile.Create(OptionValues.Page(_report.Name, path), _report.Name);
    }

    private static FileVerification Verify(BertModel model, BertModel? other, FeatureSettings settings, InputReader input, IEnumerable<TextRow> rows, int limit, bool quiet, CancellationToken cancellation)
    {
        var verifier = new BertVerifier(new BertFeaturizer(model, settings.For(model)), new BertVerifierOptions { Other = other == null ? null : new BertFeaturizer(other, settings.For(other)) });
        if (!quiet)
        {
            Status.Line($"{model.ModelFile}: alone and in {verifier.Ways.Count(way => way.Skipped == null)} ways");
            foreach (string warning in model.Warnings)
                Status.Line($"note: {warning}");
        }

        Counter done = new();
        using var progress = Progress.Start(quiet, () => new Progress.Point(done.Value, input.RowsRead, input.BytesRead, limit == int.MaxValue ? input.TotalBytes : null));
        FileVerification file = verifier.Run(rows, static row => new TextInput(row.Text, row.TextPair), static row => row.Where, done, cancellation);
        cancellation.ThrowIfCancellationRequested();
        progress.Dispose();
        if (!quiet)
            Status.Line(new Summary(file.Texts, file.Tokens, progress.Elapsed).ToString());

        return file;
    }

    private static void Write(IReadOnlyList<FileVerification> done, IReadOnlyList<FailedFile> failed, bool json, OutputFile? page)
    {
        using var output = OutputFile.Create(FileNames.Standard);
        if (json)
            VerificationJson.Write(output.Content, done, failed);
        else
            output.Content.Write(System.Text.Encoding.UTF8.GetBytes(VerificationTable.Text(done, failed)));

        output.Finish();
        if (page == null)
            return;

        page.Content.Write(System.Text.Encoding.UTF8.GetBytes(VerificationPage.Write(done, failed)));
        ((IOutput)page).Complete();
    }
}
