using System.Diagnostics;
using System.Text.Json;

namespace MLNetBert.Tests.Service;

/// <summary>The curl lines of the sample's README, as they stand there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Every_curl_line_is_answered()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "EmbeddingService", "README.md")).Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];
        Assert.True(lines.Length >= 4);
        await using RunningService service = new();
        foreach (string line in lines)
        {
            ProcessStartInfo start = new("/bin/bash", ["-c", line.Replace("http://localhost:5000/", service.Address.ToString(), StringComparison.Ordinal)]) { RedirectStandardOutput = true };
            using Process curl = Process.Start(start)!;
            string answer = await curl.StandardOutput.ReadToEndAsync();
            await curl.WaitForExitAsync();
            Assert.True(curl.ExitCode == 0, line);
            if (answer.StartsWith('{'))
                Assert.Equal(line.Contains("/v1/classify", StringComparison.Ordinal), JsonDocument.Parse(answer).RootElement.TryGetProperty("error", out _));
            else
                Assert.True(answer == "Healthy" || answer.StartsWith("# ", StringComparison.Ordinal), answer);
        }
    }
}
