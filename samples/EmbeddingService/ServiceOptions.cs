using MLNetBert;

namespace EmbeddingService;

/// <summary>The section Service of appsettings.json; of the environment Service__ApiKey and the like, of the command line --Service:ApiKey.</summary>
public sealed class ServiceOptions
{
    /// <summary>What callers must send as Authorization: Bearer; null or empty: nothing.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How large a request may be.</summary>
    public long MaxBodyBytes { get; set; } = 4 << 20;

    /// <summary>How many texts a request may hold.</summary>
    public int MaxInputs { get; set; } = 2048;

    /// <summary>How many tokens the texts of a request may become, each cut to what the model takes.</summary>
    public int MaxTokens { get; set; } = 65_536;

    /// <summary>How long a request may take from when it is read; then the answer is 503.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests are still taken after SIGTERM, while /healthz says 503 and connections are closed behind their answers.</summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <exception cref="BadInputException">A value is out of range.</exception>
    public void Check()
    {
        Positive(nameof(MaxBodyBytes), MaxBodyBytes);
        Positive(nameof(MaxInputs), MaxInputs);
        Positive(nameof(MaxTokens), MaxTokens);
        Between(nameof(Deadline), Deadline, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Between(nameof(DrainDelay), DrainDelay, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static void Positive(string name, long value)
    {
        if (value < 1)
            throw Wrong(name, $"{value}; at least 1 is expected");
    }

    private static void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw Wrong(name, $"{value}; {least} to {most} is expected");
    }

    private static BadInputException Wrong(string name, string what) => new($"Service:{name} is {what}.") { Code = "option.value", Key = name };
}
