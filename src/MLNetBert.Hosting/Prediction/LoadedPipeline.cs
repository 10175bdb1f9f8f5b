using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetBert.Hosting.Logging;

namespace MLNetBert.Hosting.Prediction;

/// <summary>A saved model that was loaded, and its prediction engines. It is closed when its owner and the last call have left it. Thread-safe.</summary>
internal sealed class LoadedPipeline<TInput, TOutput>
    where TInput : class
    where TOutput : class, new()
{
    private static readonly PredictionEngineOptions Sharing = new() { OwnsTransformer = false, IgnoreMissingColumns = false };
    private readonly MLContext _ml;
    private readonly ITransformer _model;
    private readonly ConcurrentBag<PredictionEngine<TInput, TOutput>> _engines = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    private LoadedPipeline(FileStream file, string path, MLContext context, ILogger logger)
    {
        _ml = context;
        Stamp = FileStamp.Of(file.SafeFileHandle);
        _ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                HostingLog.Said(logger, path, message.RawMessage);
        };
        _model = _ml.Model.Load(file, out _);
    }

    /// <summary>The columns that it gives.</summary>
    public DataViewSchema OutputSchema { get; private set; } = null!;

    /// <summary>The file, as it was loaded.</summary>
    public FileStamp Stamp { get; }

    /// <summary>Is done when the model is closed.</summary>
    public Task Closed => _closed.Task;

    /// <exception cref="BadInputException">The file is missing or damaged, changes meanwhile, or its columns are not those of the classes.</exception>
    public static LoadedPipeline<TInput, TOutput> Load(string path, MLContext context, ILogger logger)
    {
        if (!File.Exists(path))
            throw new BadInputException($"{path}: there is no such file; name a .zip that mlnetbert train or ml.Model.Save wrote.") { Code = "file.missing", File = path };
        long start = Stopwatch.GetTimestamp();
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            LoadedPipeline<TInput, TOutput> pipeline = new(file, path, context, logger);
            try
            {
                if (FileStamp.Of(file.SafeFileHandle) != pipeline.Stamp)
                    throw new BadInputException($"{path} was changed while it was read; write another file and rename it.") { Code = "file.changed", File = path };
                // The first engine shows whether the columns fit.
                PredictionEngine<TInput, TOutput> first = pipeline.NewEngine();
                pipeline.OutputSchema = first.OutputSchema;
                pipeline._engines.Add(first);
            }
            catch
            {
                pipeline.Leave();
                throw;
            }

            HostingLog.Loaded(logger, path, Stopwatch.GetElapsedTime(start).TotalSeconds);
            foreach (BertTextTransformer stage in Stages(pipeline._model).OfType<BertTextTransformer>())
                HostingLog.NoteAll(logger, stage.Featurizer.Model);
            return pipeline;
        }
        catch (Exception e) when (e is not BadInputException)
        {
            for (Exception? inner = e; inner != null; inner = inner.InnerException)
            {
                if (inner is BadInputException bad)
                    throw bad.At(path, file: path);
            }

            throw new BadInputException($"{path} cannot be used for {typeof(TInput).Name} and {typeof(TOutput).Name} ({e.GetBaseException().Message.TrimEnd('.')}); name a model of ML.NET with these columns.", e) { Code = "saved.damaged", File = path };
        }
    }

    /// <summary>Begins a call; false if the model is being closed. Each call that has begun must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return true;
        }

        return false;
    }

    /// <summary>Ends a call, or the owner's use. The last one closes the model.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (PredictionEngine<TInput, TOutput> engine in _engines)
            engine.Dispose();
        (_model as IDisposable)?.Dispose();
        _closed.SetResult();
    }

    /// <summary>What the model says of one row.</summary>
    public TOutput Predict(TInput input)
    {
        if (!_engines.TryTake(out PredictionEngine<TInput, TOutput>? engine))
            engine = NewEngine();
        try
        {
            return engine.Predict(input);
        }
        finally
        {
            _engines.Add(engine);
        }
    }

    /// <summary>What the model says of rows, texts of equal length together.</summary>
    public TOutput[] Predict(IEnumerable<TInput> inputs) =>
        [.. _ml.Data.CreateEnumerable<TOutput>(_model.Transform(_ml.Data.LoadFromEnumerable(inputs)), reuseRowObject: false)];

    private PredictionEngine<TInput, TOutput> NewEngine() => _ml.Model.CreatePredictionEngine<TInput, TOutput>(_model, Sharing);

    private static IEnumerable<ITransformer> Stages(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];
}
