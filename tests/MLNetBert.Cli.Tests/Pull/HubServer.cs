using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>A web server on loopback that can do what servers should not: break off, stall, lie about lengths. Each connection has one answer.</summary>
internal sealed class HubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public HubServer(Func<Request, Answer> respond)
    {
        _listener.Start();
        _ = AcceptAsync(respond);
    }

    /// <summary>What was asked.</summary>
    public sealed record Request(string Target, IReadOnlyDictionary<string, string> Headers)
    {
        public string Path => Target.Split('?')[0];

        public string? Header(string name) => Headers.GetValueOrDefault(name);

        /// <summary>The first byte of Range: bytes=N-; 0 if there is none.</summary>
        public int From => Header("Range") is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>What is answered.</summary>
    public sealed record Answer(int Status, byte[] Body, params (string Name, string Value)[] Headers)
    {
        /// <summary>After so many bytes of the body it ends.</summary>
        public int? BreaksAfter { get; init; }

        /// <summary>Whether nothing more comes then, and the connection stays.</summary>
        public bool Stalls { get; init; }

        /// <summary>Content-Length, if it is not the body's; -1 for none.</summary>
        public long? Length { get; init; }

        public static Answer Text(int status, string body, params (string Name, string Value)[] headers) => new(status, Encoding.UTF8.GetBytes(body), headers);
    }

    /// <summary>All that were asked, in order.</summary>
    public ConcurrentQueue<Request> Requests { get; } = [];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The same under another name.</summary>
    public string OtherName => $"http://localhost:{Port}";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync(Func<Request, Answer> respond)
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), respond);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<Request, Answer> respond)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                var reader = new StreamReader(stream, Encoding.Latin1);
                if (await reader.ReadLineAsync(_end.Token) is not { Length: > 0 } line)
                    return;

                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
                    headers[header[..header.IndexOf(':')]] = header[(header.IndexOf(':') + 1)..].Trim();

                var request = new Request(line.Split(' ')[1], headers);
                Requests.Enqueue(request);
                await WriteAsync(stream, respond(request));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }

    private async Task WriteAsync(NetworkStream stream, Answer answer)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Said\r\nConnection: close\r\n");
        if (answer.Length != -1)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Length ?? answer.Body.Length}\r\n");

        foreach ((string name, string value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}\r\n"), _end.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, answer.BreaksAfter ?? answer.Body.Length), _end.Token);
        await stream.FlushAsync(_end.Token);
        if (answer.Stalls)
            await Task.Delay(Timeout.Infinite, _end.Token);
    }
}
