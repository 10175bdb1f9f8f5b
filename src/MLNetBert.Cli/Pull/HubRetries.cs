using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace MLNetBert.Cli.Pull;

/// <summary>Which answers are asked for again, and when: 408, 429, 5xx, no answer, and one that broke off; at the time that the hub names.</summary>
internal static partial class HubRetries
{
    /// <summary>How often a request is sent again.</summary>
    public const int Most = 5;

    /// <summary>How long one attempt may take until its headers are there.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> Patience = new("patience");

    /// <summary>Longer waits are left to the user. The hub counts requests in windows of five minutes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan LongestOwnWait = TimeSpan.FromSeconds(8);

    /// <summary>The handler that does it.</summary>
    public static ResilienceHandler Handler(TimeSpan firstWait, Action<string> say) => new(new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = Most,
            Delay = firstWait,
            MaxDelay = LongestOwnWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(IsPassing(arguments.Outcome)),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } answer ? AskedWait(answer) : null),
            OnRetry = arguments =>
            {
                say($"{Why(arguments.Outcome)}; trying again in {Summary.Duration(arguments.RetryDelay)} ({arguments.AttemptNumber + 1} of {Most})");
                return default;
            },
        })
        .AddTimeout(new HttpTimeoutStrategyOptions
        {
            TimeoutGenerator = arguments => ValueTask.FromResult(arguments.Context.GetRequestMessage()!.Options.TryGetValue(Patience, out TimeSpan patience) ? patience : Timeout.InfiniteTimeSpan),
        })
        .Build());

    /// <summary>The wait that an answer asks for (Retry-After, or the hub's RateLimit); null if it names none.</summary>
    public static TimeSpan? AskedWait(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter is { } after)
            return Later(after.Delta ?? (after.Date - DateTimeOffset.UtcNow) ?? TimeSpan.Zero);

        // For instance: "api";r=0;t=55. It comes with every answer, and counts if nothing remains.
        return answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.TryGetValues("RateLimit", out IEnumerable<string>? limits)
            && Limit().Match(string.Join(',', limits)) is { Success: true } limit && int.TryParse(limit.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(seconds + 1L)
            : null;
    }

    private static TimeSpan Later(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } answer } => ((int)answer.StatusCode is 408 or 429 or >= 500) && !(AskedWait(answer) > LongestWait),
        { Exception: TimeoutRejectedException } => true,
        { Exception: HttpRequestException failure } => failure.HttpRequestError == HttpRequestError.ResponseEnded || failure.InnerException is IOException,
        _ => false,
    };

    private static string Why(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } answer } => $"{answer.RequestMessage?.RequestUri?.Host} answered {(int)answer.StatusCode}",
        { Exception: TimeoutRejectedException late } => $"no answer within {Summary.Duration(late.Timeout)}",
        _ => "the answer broke off",
    };

    [GeneratedRegex(@"\br=0\s*;\s*t=([0-9]{1,6})\b")]
    private static partial Regex Limit();
}
