using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MLNetBert.Tests.Service;

/// <summary>A client that tries nothing twice, so that it sees every request that is not answered: one after the other on a connection, until the service closes it; then on another.</summary>
internal sealed class BareClient(int port, string body)
{
    private readonly byte[] _request = Encoding.UTF8.GetBytes($"POST /v1/embeddings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>How many requests were answered to their last byte, by status.</summary>
    public Dictionary<string, int> Answered { get; } = [];

    /// <summary>How many were not, on a connection on which the service had answered before.</summary>
    public int Lost { get; private set; }

    /// <summary>Asks until no connection is taken any more.</summary>
    public async Task AskAsync()
    {
        while (true)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            bool known = false;
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                while (await OnceAsync(socket))
                    known = true;
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                Lost += known ? 1 : 0;
                return;
            }
        }
    }

    /// <summary>Asks once; false if the answer says that the connection closes.</summary>
    private async Task<bool> OnceAsync(Socket socket)
    {
        await socket.SendAsync(_request);
        int length = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
                throw new EndOfStreamException();
            length += read;
            string answer = Encoding.Latin1.GetString(_buffer, 0, length);
            if (!IsWhole(answer))
                continue;
            string status = answer["HTTP/1.1 ".Length..][..3];
            Answered[status] = Answered.GetValueOrDefault(status) + 1;
            return !answer.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal);
        }
    }

    private static bool IsWhole(string answer) => answer.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal)
        ? answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
        : throw new InvalidDataException(answer);
}
