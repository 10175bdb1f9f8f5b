using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MLNetBert.Tests.Service;

/// <summary>The sample as a process of its own, on a free port.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(string[] args)
    {
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbeddingService.dll"), "--urls", "http://127.0.0.1:0", .. args]) { RedirectStandardOutput = true } };
        _process.OutputDataReceived += (_, line) =>
        {
            lock (_said)
                _said.AppendLine(line.Data);
            if (line.Data == null)
                _port.TrySetException(new InvalidOperationException($"It ended: {Said}"));
            else if (Listening().Match(line.Data) is { Success: true } match)
                _port.TrySetResult(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
        };
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public int Port { get; private set; }

    /// <summary>Its log.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public static async Task<ServiceProcess> StartAsync(params string[] args)
    {
        ServiceProcess service = new(args);
        service.Port = await service._port.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return service;
    }

    public void Terminate() => Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: http://127\.0\.0\.1:(?<port>\d+)")]
    private static partial Regex Listening();
}
