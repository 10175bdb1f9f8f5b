using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML;
using MLNetBert.Hosting.Logging;
using MLNetBert.Hosting.Prediction;

namespace MLNetBert;

/// <summary>
/// Scores rows with a saved model of ML.NET, from any number of threads. When the file is replaced, the new model is loaded beside the old one and takes over: calls that
/// have begun end on the old one, which is closed behind the last of them. A file that cannot be loaded changes nothing. Thread-safe.
/// </summary>
/// <typeparam name="TInput">A row's columns, as for a PredictionEngine.</typeparam>
/// <typeparam name="TOutput">The columns that are wanted.</typeparam>
public sealed class BertPredictor<TInput, TOutput> : IDisposable, IAsyncDisposable
    where TInput : class
    where TOutput : class, new()
{
    private const int Attempts = 3;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching = Task.CompletedTask;
    private readonly Func<MLContext> _newContext;
    private LoadedPipeline<TInput, TOutput>? _current;
    private volatile BadInputException? _reloadError;

    /// <summary>Loads the model.</summary>
    /// <param name="options">Where it is, and how often is looked for a new one.</param>
    /// <param name="logger">Is told of models that are loaded, or cannot be, and of what is to be noted of them; null: nobody is.</param>
    /// <exception cref="BadInputException">The file is missing or damaged, or its columns are not those of the classes.</exception>
    public BertPredictor(BertPredictionOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ModelPath = Path.GetFullPath(options.ModelPath);
        _logger = logger ?? NullLogger.Instance;
        (int? gpu, bool fallback) = (options.GpuDeviceId, options.FallbackToCpu);
        _newContext = () => new MLContext { GpuDeviceId = gpu, FallbackToCpu = fallback };
        _current = LoadedPipeline<TInput, TOutput>.Load(ModelPath, _newContext(), _logger);
        TimeSpan interval = options.ReloadInterval;
        if (interval > TimeSpan.Zero)
            _watching = Task.Run(() => WatchAsync(interval));
    }

    /// <summary>The file.</summary>
    public string ModelPath { get; }

    /// <summary>When the file was written that answers now (UTC).</summary>
    public DateTime ModelWritten => Current.Stamp.Written;

    /// <summary>The columns of the model that answers now, with their annotations: the slot names of Score are the classes. Another model has another schema.</summary>
    /// <exception cref="ObjectDisposedException">The predictor is closed.</exception>
    public DataViewSchema OutputSchema => Current.OutputSchema;

    /// <summary>Why the file that is there now could not be loaded, so that an earlier one still answers; null if it could.</summary>
    public BadInputException? ReloadError => _reloadError;

    private LoadedPipeline<TInput, TOutput> Current => Volatile.Read(ref _current) ?? throw new ObjectDisposedException(GetType().FullName);

    /// <summary>What the model says of a row, computed on the calling thread.</summary>
    /// <exception cref="BadInputException">A text cannot be used as the model asks.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is closed.</exception>
    public TOutput Predict(TInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Use(input, static (model, input) => model.Predict(input));
    }

    /// <summary>What one model says of rows, in order; texts of equal length run together, on all cores.</summary>
    /// <exception cref="ArgumentException">A row is null.</exception>
    /// <exception cref="BadInputException">A text cannot be used as the model asks.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is closed.</exception>
    public TOutput[] Predict(IReadOnlyCollection<TInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Contains(null!))
            throw new ArgumentException("A row is null; leave it out.", nameof(inputs));
        return Use(inputs, static (model, inputs) => model.Predict(inputs));
    }

    /// <summary>Refuses further calls; those that have begun end, and the last one closes the model.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Interlocked.Exchange(ref _current, null)?.Leave();
    }

    /// <summary>Refuses further calls, and waits until those that have begun are done and the model is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        if (Interlocked.Exchange(ref _current, null) is not { } last)
            return;
        last.Leave();
        await last.Closed.ConfigureAwait(false);
    }

    private TResult Use<TArgument, TResult>(TArgument argument, Func<LoadedPipeline<TInput, TOutput>, TArgument, TResult> use)
    {
        // A model that is left between the two has been replaced already.
        LoadedPipeline<TInput, TOutput> model = Current;
        while (!model.TryEnter())
            model = Current;
        try
        {
            return use(model, argument);
        }
        finally
        {
            model.Leave();
        }
    }

    private async Task WatchAsync(TimeSpan interval)
    {
        using PeriodicTimer timer = new(interval);
        FileStamp? seen = null;
        int attempts = 0;
        while (await NextAsync(timer).ConfigureAwait(false) && Volatile.Read(ref _current) is { } current)
        {
            FileStamp? now = FileStamp.Of(ModelPath);
            bool settled = now == seen;
            seen = now;
            if (!settled)
                attempts = 0;
            else if (now == current.Stamp)
                _reloadError = null;
            else if (now != null && attempts < Attempts)
                Replace(current, ++attempts);
        }
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Replace(LoadedPipeline<TInput, TOutput> old, int attempt)
    {
        LoadedPipeline<TInput, TOutput> next;
        try
        {
            next = LoadedPipeline<TInput, TOutput>.Load(ModelPath, _newContext(), _logger);
        }
        catch (BadInputException e)
        {
            _reloadError = e;
            HostingLog.NotReplaced(_logger, e, ModelPath, attempt, Attempts);
            return;
        }

        _reloadError = null;
        // Closed meanwhile: then the new one goes.
        (Interlocked.CompareExchange(ref _current, next, old) == old ? old : next).Leave();
    }
}
