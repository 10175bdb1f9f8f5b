using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLNetBert.Cli.Files;
using MLNetBert.Cli.Options;
using MLNetBert.Cli.Reports;
using MLNetBert.Cli.Terminal;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Comparison;

namespace MLNetBert.Cli.Resampling;

/// <summary>Runs a comparison and writes what was asked for: the table, JSON, the report.</summary>
internal sealed class ComparisonRun(ComparisonSettings settings, string source, FeatureMatrix features, Labels labels, long seed, int? threads, bool quiet) : IDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    // Both before any work is done: texts that do not fit and a page that cannot be written are told at once.
    private readonly string[]? _texts = settings.Texts(features.Rows);
    private readonly OutputFile? _page = settings.Report == null ? null : OutputFile.Create(settings.Report, "--report");

    /// <summary>Makes a method from a name of --compare.</summary>
    public static ComparedMethod Method(string name, Func<string, Sampler> create) => name switch
    {
        "none" => ComparedMethod.None,
        "class-weight" => ComparedMethod.ClassWeight,
        _ => new ComparedMethod(name, create(name)),
    };

    /// <summary>--compare: prints the results, and writes the report if there is to be one.</summary>
    public void Compare(IReadOnlyList<ComparedMethod> methods)
    {
        IReadOnlyList<MethodResult> results = Results(methods);
        if (results.All(result => result.Failure != null))
        {
            IEnumerable<string> reasons = results.GroupBy(result => result.Failure!, (why, failed) => $"{string.Join(", ", failed.Select(result => result.Name))}: {why.TrimEnd('.')}");
            throw new BadInputException($"No method can run ({string.Join("; ", reasons)}).");
        }

        using (var output = OutputFile.Create(FileNames.Standard))
        {
            if (settings.Json)
            {
                using var json = new Utf8JsonWriter(output.Content, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
                ComparisonTable.Json(json, results, labels.Name, settings.Folds, seed);
                json.Flush();
                output.Content.Write("\n"u8);
            }
            else
            {
                output.Content.Write(Encoding.UTF8.GetBytes(ComparisonTable.Text(results, labels.Name)));
            }

            output.Finish();
        }

        if (_page == null)
        {
            return;
        }

        var shown = new List<ReportMethod>();
        foreach (MethodResult result in results)
        {
            if (result.Failure == null && methods.First(method => method.Name == result.Name).Sampler is { } sampler)
            {
                try
                {
                    shown.Add(new ReportMethod(result.Name, sampler.Resample(features, labels.Classes, labels.Name)));
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
    public void Report(string name, Sampler sampler, ResampleResult resampled)
    {
        IReadOnlyList<MethodResult> results = [];
        try
        {
            results = Results([ComparedMethod.None, new ComparedMethod(name, sampler)]);
        }
        catch (BadInputException e)
        {
            Note($"the report compares nothing: {e.Message}");
        }

        Write([new ReportMethod(name, resampled)], results);
    }

    /// <summary>Gives the page its name, if there is one.</summary>
    public void Commit()
    {
        if (_page != null)
        {
            _page.Commit();
            Note($"{settings.Report} shows what happened");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _page?.Dispose();

    private IReadOnlyList<MethodResult> Results(IReadOnlyList<ComparedMethod> methods)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan shown = TimeSpan.Zero;
        return MethodComparison.Run(features, labels.Classes, methods, settings.Folds, seed, labels.Name, Progress, threads);

        void Progress(int done, int all)
        {
            if (clock.Elapsed - shown >= ProgressInterval)
            {
                shown = clock.Elapsed;
                Note($"{done} of {all} fits done");
            }
        }
    }

    private void Write(IReadOnlyList<ReportMethod> shown, IReadOnlyList<MethodResult> results)
    {
        string page = ReportPage.Write(new ReportData(Path.GetFileName(source), features, labels.Classes, labels.Name, _texts, shown, results, settings.Folds, seed));
        _page!.Content.Write(Encoding.UTF8.GetBytes(page));
        _page.Finish();
    }

    private void Note(string text)
    {
        if (!quiet)
        {
            Status.Line(text);
        }
    }
}
