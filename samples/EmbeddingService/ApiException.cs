namespace EmbeddingService;

/// <summary>A request that cannot be answered, as OpenAI's clients read it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="param">The field of the request that is meant.</param>
/// <param name="code">What is wrong, for a program.</param>
public sealed class ApiException(int status, string message, string? param = null, string? code = null) : Exception(message)
{
    public int Status => status;

    public ApiError Error => new(new ErrorBody(Message, TypeOf(status), param, code));

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}

/// <summary>The JSON of an error.</summary>
public sealed record ApiError(ErrorBody Error);

/// <summary>What is in it.</summary>
public sealed record ErrorBody(string Message, string Type, string? Param, string? Code);
