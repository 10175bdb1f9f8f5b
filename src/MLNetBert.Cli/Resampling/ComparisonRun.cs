using MLNetBert.Cli.Reports;

namespace MLNetBert.Cli.Resampling;

/// <summary>Runs a comparison and writes what was asked for: the table, JSON, the report.</summary>
internal sealed class ComparisonRun
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private readonly ResampleRequest _request;
    private readonly ResampleData _data;
    private readonly string[]? _texts;
    private readonly OutputFile? _page;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares it before any work is done: texts that do not fit, or a page that cannot be written, are reported at once.</summary>
    public ComparisonRun(ResampleRequest request, ResampleData data, OutputSet outputs, CancellationToken cancellation)
    {
        (_request, _data, _cancellation) = (request, data, cancellation);
        _texts = request.Comparison.Texts(data.Features.Rows, cancellation);
        _page = request.Comparison.Report is { } report ? outputs.Add(OutputFile.Create(report, "--report")) : null;
    }

    private ComparisonSettings Settings => _request.Comparison;

    /// <summary>--compare: prints the results, and writes the report if there is to be one.</summary>
    public void Compare()
    {
        IReadOnlyList<ComparedMethod> methods = _data.Methods;
        IReadOnlyList<MethodResult> results = Results(methods);
        if (results.All(result => result.Failure != null))
        {
            IEnumerable<string> reasons = results.GroupBy(result => result.Failure!, (why, failed) => $"{string.Join(", ", failed.Select(result => result.Name))}: {why.TrimEnd('.')}");
            throw new BadInputException($"No method can run ({string.Join("; ", reasons)}).") { Code = "sampler.failed" };
        }

        using (var output = OutputFile.Create(FileNames.Standard))
        {
            if (Settings.Json)
            {
                using var json = new Utf8JsonWriter(output.Content, PrintableJson.Indented);
                ComparisonTable.Json(json, results, _data.Labels.Name, Settings.Folds, _request.Seed);
                json.Flush();
                output.Content.Write("\n"u8);
            }
            else
            {
                output.Content.Write(Encoding.UTF8.GetBytes(ComparisonTable.Text(results, _data.Labels.Name)));
            }

            output.Finish();
        }

        if (_page == null)
            return;

        var shown = new List<ReportMethod>();
        foreach (MethodResult result in results)
        {
            if (result.Failure == null && methods.First(method => method.Name == result.Name).Sampler is { } sampler)
            {
                try
                {
                    shown.Add(new ReportMethod(result.Name, sampler.Resample(_data.Features, _data.Labels.Classes, _data.Labels.Name, cancellationToken: _cancellation)));
                }
                catch (BadInputException e)
                {
                    Note($"the report leaves {result.Name} out: {e.Message}");
                }
            }
        }

        Write(shown, results);
    }

    /// <summary>--method with --report: makes the page about one method, compared with none.</summary>
    public void Report(ComparedMethod method, ResampleResult resampled)
    {
        if (_page == null)
            return;

        IReadOnlyList<MethodResult> results = [];
        try
        {
            results = Results([ComparedMethod.None, method]);
        }
        catch (BadInputException e)
        {
            Note($"the report compares nothing: {e.Message}");
        }

        Write([new ReportMethod(method.Name, resampled)], results);
    }

    private IReadOnlyList<MethodResult> Results(IReadOnlyList<ComparedMethod> methods)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan shown = TimeSpan.Zero;
        var comparison = new MethodComparison { Folds = Settings.Folds, Seed = _request.Seed, MaxDegreeOfParallelism = _request.Threads };
        return comparison.Run(_data.Features, _data.Labels.Classes, methods, _data.Labels.Name, new Told<ComparisonProgress>(Tell), _cancellation);

        void Tell(ComparisonProgress fits)
        {
            if (clock.Elapsed - shown >= ProgressInterval)
            {
                shown = clock.Elapsed;
                Note($"{fits.Done} of {fits.Total} fits done");
            }
        }
    }

    private void Write(IReadOnlyList<ReportMethod> shown, IReadOnlyList<MethodResult> results)
    {
        string page = ReportPage.Write(new ReportData(Path.GetFileName(_request.Features), _data.Features, _data.Labels.Classes, _data.Labels.Name, _texts, shown, results, Settings.Folds, _request.Seed), _cancellation);
        _page!.Content.Write(Encoding.UTF8.GetBytes(page));
    }

    private void Note(string text)
    {
        if (!_request.Quiet)
            Status.Line(text);
    }

    /// <summary>Reports at once, on the working thread; <see cref="Progress{T}"/> would report later, on another.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
