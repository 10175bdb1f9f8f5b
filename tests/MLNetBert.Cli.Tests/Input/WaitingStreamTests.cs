using MLNetBert.Cli.Files;

namespace MLNetBert.Cli.Tests.Input;

/// <summary>That somebody waits is one fact of the whole process, so nothing may run beside this.</summary>
[CollectionDefinition(nameof(WaitingStreamTests), DisableParallelization = true)]
[Collection(nameof(WaitingStreamTests))]
public sealed class WaitingStreamTests
{
    [Fact]
    public async Task A_pipe_says_while_it_waits()
    {
        var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var stream = new WaitingStream(new System.IO.Pipes.AnonymousPipeClientStream(pipe.GetClientHandleAsString()));
        Assert.False(Waiting.Now);
        Task<int> reading = Task.Run(() => stream.Read(new byte[1]));
        Assert.True(SpinWait.SpinUntil(() => Waiting.Now, TimeSpan.FromMinutes(1)));
        pipe.WriteByte(1);
        Assert.Equal(1, await reading);
        Assert.False(Waiting.Now);
        pipe.Dispose();
    }
}
