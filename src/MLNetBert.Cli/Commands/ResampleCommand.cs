using MLNetBert.Cli.Resampling;
using MLNetBert.Cli.Resampling.Parameters;

namespace MLNetBert.Cli.Commands;

/// <summary>resample: class sizes changed in feature space.</summary>
internal sealed class ResampleCommand
{
    private readonly Argument<string> _features = new("FEATURES")
    {
        Description = "The features, a row a text: .npy, or .csv, .tsv or .jsonl as extract writes them (.gz of these).",
    };

    private readonly Option<string> _labels = new("--labels")
    {
        Description = "The label of each row: FILE.npy, FILE:COLUMN of a .csv, .tsv or .jsonl (.gz may follow), or a .txt with a label a line.",
        HelpName = "FILE[:COLUMN]",
        Required = true,
    };

    private readonly Option<string?> _method = new("--method") { Description = $"One of {string.Join(", ", Samplers.Names)}.", HelpName = "NAME" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A parameter of the method, under imbalanced-learn's name, such as k_neighbors=3 or enn__n_neighbors=5; may be given several times.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _strategy = new("--strategy")
    {
        Description = "auto, minority, majority, 'not minority', 'not majority', all; a ratio; rows of each class, label=count,label=count; for cleaning methods also classes, [label,label]. Default: auto.",
        HelpName = "STRATEGY",
    };

    private readonly Option<string?> _seed = new("--seed") { Description = "Of all random draws, 0 to 4294967295; the same rows on every machine. Default: 0.", HelpName = "N" };

    private readonly Option<string?> _threads = new("--threads") { Description = "Threads to use; the rows are the same. Default: one a core.", HelpName = "N" };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Where the rows go: .npy, .idv (with the labels, for ML.NET), .jsonl, .csv or .tsv by the ending; beside it NAME.labels.csv with label, source row and whether it is synthetic.",
        HelpName = "FILE",
    };

    private readonly ComparisonOptions _comparison = new();

    private readonly Option<bool> _quiet = new("--quiet") { Description = "No notes or summary on standard error." };

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var resample = new ResampleCommand();
        var command = new Command("resample", "Adds or removes rows so that classes are balanced. For training rows only: resample after the split, never before.")
        {
            resample._features, resample._labels, resample._method, resample._set, resample._strategy, resample._seed, resample._threads, resample._out, resample._quiet,
        };
        resample._comparison.AddTo(command);
        command.SetAction(parsed => Run(resample.Read(parsed), cancellation));
        return command;
    }

    /// <summary>From what was asked for to the data, from those to the rows, and from all that was written to its names.</summary>
    private static int Run(ResampleRequest request, CancellationToken cancellation)
    {
        var data = ResampleData.Read(request, cancellation);
        using var outputs = new OutputSet();
        var run = new ComparisonRun(request, data, outputs, cancellation);
        var watch = new Stopwatch();
        ResampleResult? result = null;
        if (request.Comparison.Compared != null)
        {
            run.Compare();
        }
        else
        {
            (ComparedMethod method, Sampler sampler) = data.Single(request);
            watch.Start();
            result = sampler.Resample(data.Features, data.Labels.Classes, data.Labels.Name, cancellationToken: cancellation);
            watch.Stop();
            run.Report(method, result);
            if (request.Output != null)
                BalancedWriter.Write(outputs, request.Output, result, data.Labels, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
        if (!request.Quiet)
            Summarize(request, data.Labels, result, watch.Elapsed);

        return ExitCodes.Done;
    }

    private ResampleRequest Read(ParseResult parsed)
    {
        string features = parsed.GetRequiredValue(_features), labels = parsed.GetRequiredValue(_labels);
        OptionValues.RefuseUnknown(parsed, features);
        string? method = parsed.GetValue(_method), output = parsed.GetValue(_out);
        ComparisonSettings comparison = _comparison.Read(parsed, method, parsed.GetResult(_set) is { Implicit: false }, output);
        Dictionary<string, string> parameters = Parameters(parsed);
        long seed = parsed.GetValue(_seed) is { } text ? OptionValues.Seed(_seed.Name, text) : 0;
        int? threads = parsed.GetValue(_threads) is { } count ? OptionValues.Threads(_threads.Name, count) : null;
        if (output != null)
            BalancedWriter.Check(output);

        RefuseOverwriting(features, labels, output, comparison);
        return new ResampleRequest(features, labels, method, parameters, output, comparison, seed, threads, parsed.GetValue(_quiet));
    }

    private void RefuseOverwriting(string features, string labels, string? output, ComparisonSettings comparison)
    {
        string[] inputs = [features, Labels.Split(labels).Path, .. comparison.TextFile is { } text ? (string[])[text] : []];
        if (output != null)
            Overwriting.Refuse(_out.Name, output, BalancedWriter.LabelsPath(output), inputs);

        if (comparison.Report is { } report)
            Overwriting.Refuse("--report", report, null, inputs);
    }

    private Dictionary<string, string> Parameters(ParseResult parsed)
    {
        var parameters = new Dictionary<string, string>();
        void Add(string option, string name, string value)
        {
            if (!parameters.TryAdd(name, value))
                throw new BadInputException($"{option}: {name} is given twice; give it once.") { Code = "option.conflict", Key = name };
        }

        foreach (string setting in parsed.GetValue(_set) ?? [])
        {
            int sign = setting.IndexOf('=');
            if (sign <= 0)
                throw new BadInputException($"--set {setting} is not NAME=VALUE, such as --set k_neighbors=3.") { Code = "option.value", Key = "--set" };

            Add($"--set {setting}", setting[..sign].Trim(), setting[(sign + 1)..]);
        }

        foreach ((Option<string?> option, string name) in new[] { (_strategy, "sampling_strategy"), (_seed, "random_state"), (_threads, "n_jobs") })
        {
            if (parsed.GetValue(option) is { } value)
                Add(option.Name, name, value);
        }

        return parameters;
    }

    private static void Summarize(ResampleRequest request, Labels labels, ResampleResult? result, TimeSpan elapsed)
    {
        if (request.Comparison.Report != null)
            Status.Line($"{request.Comparison.Report} shows what happened");

        if (result == null)
            return;

        foreach (string warning in result.Warnings)
            Status.Line($"note: {warning}");

        int[] before = new int[labels.Count], after = new int[labels.Count];
        foreach (int label in labels.Classes)
            before[label]++;

        foreach (int label in result.Labels)
            after[label]++;

        const int Shown = 20;
        for (int label = 0; label < Math.Min(labels.Count, Shown); label++)
            Status.Line($"{labels.Name(label)}: {before[label]} -> {after[label]} rows");

        if (labels.Count > Shown)
            Status.Line($"... and {labels.Count - Shown} more classes");

        Status.Line(string.Create(CultureInfo.InvariantCulture, $"{labels.Classes.Length} -> {result.Rows} rows in {elapsed.TotalSeconds:0.##} s"));
    }
}
