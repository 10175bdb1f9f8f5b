namespace MLNetBert.HostingTests.Prediction;

/// <summary>Alone in the process, for it counts what the process has open.</summary>
[CollectionDefinition(nameof(ReloadMemoryTests), DisableParallelization = true)]
public sealed class ReloadMemoryCollection;

/// <summary>Models that were replaced are closed.</summary>
[Collection(nameof(ReloadMemoryTests))]
public sealed class ReloadMemoryTests
{
    [Fact]
    public async Task Models_that_were_replaced_leave_nothing_open()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using SavedModel saved = new();
        await using BertPredictor<Mail, Vector> predictor = new(new BertPredictionOptions { ModelPath = saved.Path, ReloadInterval = TimeSpan.FromMilliseconds(20) });
        int once = OpenModelFiles();
        Assert.InRange(once, 1, 100);
        for (int i = 0; i < 6; i++)
        {
            float[] expected = (i % 2 == 0 ? saved.ByCls : saved.ByMean)[0];
            saved.Replace(i % 2 == 0 ? saved.Cls : saved.Mean);
            while (!predictor.Predict(SavedModel.Mails[0]).Features.AsSpan().SequenceEqual(expected))
                await Task.Delay(10);
        }

        // The last one that was replaced is closed behind the call that saw it.
        for (int i = 0; i < 1000 && OpenModelFiles() != once; i++)
            await Task.Delay(10);
        Assert.Equal(once, OpenModelFiles());
    }

    /// <summary>A loaded model reads its files, whose folder is gone, through handles.</summary>
    private static int OpenModelFiles() => Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).Count(target => target != null && target.Contains("mlnetbert-", StringComparison.Ordinal) && target.EndsWith("(deleted)", StringComparison.Ordinal));
}
