using MLNetBert;

namespace EmbeddingService;

/// <summary>Answers each error in OpenAI's shape; one that may pass says when to come again.</summary>
internal static partial class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            // What routing refused has a status and no body.
            if (context.Response is { HasStarted: false, StatusCode: >= 400 and var status, ContentLength: null, ContentType: null })
                await WriteAsync(context, Unrouted(context.Request, status));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
                return;
            ApiException known = Known(e);
            if (known.Status == StatusCodes.Status500InternalServerError)
                Failed(app.Logger, context.Request.Path, e);
            await WriteAsync(context, known);
        }
    });

    private static async Task WriteAsync(HttpContext context, ApiException e)
    {
        context.Response.StatusCode = e.Status;
        if (e.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        if (e.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        await context.Response.WriteAsJsonAsync(e.Error, ServiceJson.Default.ApiError);
    }

    private static ApiException Known(Exception e) => e switch
    {
        ApiException known => known,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(StatusCodes.Status413PayloadTooLarge, "The request is larger than this service takes; send fewer or shorter texts at a time.", code: "request_too_large"),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message),
        BadInputException bad => new(StatusCodes.Status400BadRequest, bad.Message, code: bad.Code),
        BertQueueFullException => new(StatusCodes.Status429TooManyRequests, "As many texts wait as this service holds; try again in a second.", code: "rate_limit_exceeded"),
        OperationCanceledException or TimeoutException => new(StatusCodes.Status503ServiceUnavailable, "The texts were not done within the time that a request has; try again, or send fewer at a time.", code: "deadline_exceeded"),
        ObjectDisposedException => new(StatusCodes.Status503ServiceUnavailable, "The service stops; try again.", code: "stopping"),
        _ => new(StatusCodes.Status500InternalServerError, "The service failed; its log says why.", code: "internal_error"),
    };

    private static ApiException Unrouted(HttpRequest request, int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, $"There is no {request.Path}; POST /v1/embeddings gives embeddings.", code: "unknown_url"),
        StatusCodes.Status405MethodNotAllowed => new(status, $"{request.Path} takes no {request.Method}.", code: "method_not_supported"),
        _ => new(status, $"{request.Method} {request.Path} was refused with status {status}."),
    };

    [LoggerMessage(LogLevel.Error, "{Path} failed.")]
    private static partial void Failed(ILogger logger, string path, Exception e);
}
