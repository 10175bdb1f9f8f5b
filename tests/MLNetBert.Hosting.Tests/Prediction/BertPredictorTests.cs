using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Data;
using MLNetBert.Tests;

namespace MLNetBert.HostingTests.Prediction;

/// <summary>A saved model that is asked from many threads and replaced meanwhile.</summary>
public sealed class BertPredictorTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly SavedModel _saved = new();
    private readonly LogLines _lines = new();

    public void Dispose() => _saved.Dispose();

    [Fact]
    public void Rows_alone_and_together_have_the_bits_of_the_encoder_on_any_number_of_threads()
    {
        using BertPredictor<Mail, Vector> predictor = Predictor();
        Assert.Equal(_saved.ByMean, predictor.Predict(SavedModel.Mails).Select(row => row.Features));
        Assert.Empty(predictor.Predict([]));
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => Assert.Equal(_saved.ByMean[i % 40], predictor.Predict(SavedModel.Mails[i % 40]).Features));
        Assert.Throws<ArgumentNullException>(() => predictor.Predict((Mail)null!));
        Assert.Throws<ArgumentException>(() => predictor.Predict([new Mail(), null!]));
    }

    [Fact]
    public async Task A_file_that_is_replaced_under_load_takes_over_and_every_call_is_answered()
    {
        await using BertPredictor<Mail, Vector> predictor = Predictor();
        using Load load = new(predictor, _saved);
        // Renamed, written over slowly, away for a while, and written over by something that is no model in between.
        _saved.Replace(_saved.Cls);
        await load.UntilAsync(_saved.ByCls);
        await _saved.OverwriteAsync(_saved.Mean);
        await load.UntilAsync(_saved.ByMean);
        File.Delete(_saved.Path);
        await Task.Delay(200);
        _saved.Replace("no model"u8.ToArray());
        await WaitAsync(() => predictor.ReloadError != null);
        await load.UntilAsync(_saved.ByMean);
        _saved.Replace(_saved.Cls);
        await load.UntilAsync(_saved.ByCls);
        await WaitAsync(() => predictor.ReloadError == null);
        load.AssertAnswered();
    }

    [Fact]
    public async Task A_file_that_cannot_be_loaded_is_tried_three_times_and_told()
    {
        await using BertPredictor<Mail, Vector> predictor = Predictor();
        // Cut short, as a copy that broke off.
        await File.WriteAllBytesAsync(_saved.Path, _saved.Cls[..^100]);
        await WaitAsync(() => _lines.Of(LogLevel.Error).Length == 3);
        await Task.Delay(300);
        Assert.Equal(["(attempt 1 of 3).", "(attempt 2 of 3).", "(attempt 3 of 3)."], _lines.Of(LogLevel.Error).Select(line => line[line.IndexOf('(', StringComparison.Ordinal)..]));
        Assert.Equal(_saved.Path, predictor.ReloadError!.File);
        Assert.Equal(_saved.ByMean[0], predictor.Predict(SavedModel.Mails[0]).Features);
        Assert.Single(_lines.Of(LogLevel.Information));
    }

    [Fact]
    public async Task A_link_that_is_bent_to_another_file_counts()
    {
        if (OperatingSystem.IsWindows())
            return;
        // As Kubernetes mounts files: the folder is a link.
        DirectoryInfo mounted = Directory.CreateTempSubdirectory("mlnetbert-mounted-");
        foreach ((string name, byte[] model) in (ReadOnlySpan<(string, byte[])>)[("first", _saved.Mean), ("second", _saved.Cls)])
        {
            mounted.CreateSubdirectory(name);
            File.WriteAllBytes(Path.Combine(mounted.FullName, name, "model.zip"), model);
        }

        Directory.CreateSymbolicLink(Path.Combine(mounted.FullName, "now"), "first");
        await using (BertPredictor<Mail, Vector> predictor = new(new BertPredictionOptions { ModelPath = Path.Combine(mounted.FullName, "now", "model.zip"), ReloadInterval = TimeSpan.FromMilliseconds(20) }))
        {
            Directory.CreateSymbolicLink(Path.Combine(mounted.FullName, "next"), "second");
            Directory.Move(Path.Combine(mounted.FullName, "next"), Path.Combine(mounted.FullName, "then"));
            File.Delete(Path.Combine(mounted.FullName, "now"));
            Directory.Move(Path.Combine(mounted.FullName, "then"), Path.Combine(mounted.FullName, "now"));
            await WaitAsync(() => predictor.Predict(SavedModel.Mails[0]).Features.AsSpan().SequenceEqual(_saved.ByCls[0]));
        }

        mounted.Delete(recursive: true);
    }

    [Fact]
    public async Task Closing_under_load_answers_the_calls_that_have_begun()
    {
        BertPredictor<Mail, Vector> predictor = Predictor();
        Load load = new(predictor, _saved);
        await load.UntilAsync(_saved.ByMean);
        await predictor.DisposeAsync().AsTask().WaitAsync(Long);
        load.Dispose();
        load.AssertAnswered(closed: true);
        await predictor.DisposeAsync();
        predictor.Dispose();
        Assert.Equal(["get_ModelPath", "get_ReloadError"], PublicMembers.StillUsable(predictor, typeof(BertPredictor<Mail, Vector>).FullName!, SavedModel.Mails[0], SavedModel.Mails));
    }

    [Fact]
    public void What_cannot_be_used_is_told_at_once()
    {
        Assert.Equal("file.missing", Refused("nowhere.zip").Code);
        string folder = Path.GetDirectoryName(_saved.Path)!, text = Path.Combine(folder, "text.zip");
        File.WriteAllText(text, "no model");
        Assert.Equal(("saved.damaged", text), (Refused(text).Code, Refused(text).File));
        BadInputException columns = Assert.Throws<BadInputException>(() => new BertPredictor<Vector, Vector>(new BertPredictionOptions { ModelPath = _saved.Path }));
        Assert.Contains("Text", columns.Message, StringComparison.Ordinal);
        columns = Assert.Throws<BadInputException>(() => new BertPredictor<Mail, Named>(new BertPredictionOptions { ModelPath = _saved.Path }));
        Assert.Contains("PredictedLabel", columns.Message, StringComparison.Ordinal);

        static BadInputException Refused(string path) => Assert.Throws<BadInputException>(() => new BertPredictor<Mail, Vector>(new BertPredictionOptions { ModelPath = path }));
    }

    [Fact]
    public void The_schema_is_the_models()
    {
        using BertPredictor<Mail, Vector> predictor = Predictor();
        Assert.Equal(_saved.ByMean[0].Length, ((VectorDataViewType)predictor.OutputSchema["Features"].Type).Size);
    }

    private BertPredictor<Mail, Vector> Predictor()
    {
        ILogger logger = _lines.CreateLogger("MLNetBert");
        return new(new BertPredictionOptions { ModelPath = _saved.Path, ReloadInterval = TimeSpan.FromMilliseconds(50) }, logger);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Long, "It takes too long.");
            await Task.Delay(10);
        }
    }

    /// <summary>Eight threads that ask, for one row and for several, until it is disposed of.</summary>
    private sealed class Load : IDisposable
    {
        private const long Many = 100;
        private readonly SavedModel _saved;
        private readonly Task[] _callers;
        private volatile bool _stop;
        private volatile float[]? _last;
        private long _answers, _closed;

        public Load(BertPredictor<Mail, Vector> predictor, SavedModel saved)
        {
            _saved = saved;
            _callers = [.. Enumerable.Range(0, 8).Select(caller => Task.Factory.StartNew(() => Ask(predictor, caller), TaskCreationOptions.LongRunning))];
        }

        /// <summary>Waits until there are many answers, and these vectors are one.</summary>
        public Task UntilAsync(float[][] vectors) => WaitAsync(() => _callers.Any(caller => caller.IsFaulted) || Interlocked.Read(ref _answers) >= Many && _last is { } last && last.AsSpan().SequenceEqual(vectors[0]));

        public void AssertAnswered(bool closed = false)
        {
            Dispose();
            Assert.InRange(_answers, Many, long.MaxValue);
            Assert.Equal(closed ? _callers.Length : 0, _closed);
        }

        public void Dispose()
        {
            _stop = true;
            Task.WaitAll(_callers);
        }

        private void Ask(BertPredictor<Mail, Vector> predictor, int caller)
        {
            try
            {
                for (int i = caller; !_stop; i++)
                {
                    float[][] got = caller % 4 == 0
                        ? [.. predictor.Predict(SavedModel.Mails).Select(row => row.Features)]
                        : [predictor.Predict(SavedModel.Mails[i % 40]).Features];
                    int first = caller % 4 == 0 ? 0 : i % 40;
                    // One model has answered for all rows of a call.
                    Assert.True(Same(got, _saved.ByMean, first) || Same(got, _saved.ByCls, first), "An answer is neither model's.");
                    if (first == 0)
                        _last = got[0];
                    Interlocked.Increment(ref _answers);
                }
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref _closed);
            }
        }

        private static bool Same(float[][] got, float[][] expected, int first) => got.Select((row, i) => row.AsSpan().SequenceEqual(expected[first + i])).All(same => same);
    }

    private sealed class Named
    {
        public string PredictedLabel { get; set; } = "";
    }
}
