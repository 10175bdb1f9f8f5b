using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>A text, or a pair.</summary>
internal readonly record struct FuzzText(string First, string? Second)
{
    /// <summary>In JSON, ASCII only, lone surrogates and all.</summary>
    public string Json => Second == null ? Quote(First) : $"[{Quote(First)},{Quote(Second)}]";

    private static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
            json.Append(c is >= ' ' and < '\x7F' and not '"' and not '\\' ? c.ToString() : $"\\u{(int)c:X4}");

        return json.Append('"').ToString();
    }
}

/// <summary>What the Rust tokenizer gives, and makes of the ids again; Error where it refuses.</summary>
internal sealed record RustEncoding(int[] Ids, int[] TypeIds, (int Start, int End)[] Offsets, string[] Tokens, string Decoded, string? Error);

/// <summary>Hugging Face's Rust tokenizer in a Node process.</summary>
internal sealed class RustTokenizer : IDisposable
{
    private readonly Process _process;

    public RustTokenizer(string tokenizerJson)
    {
        _process = Start("encode", tokenizerJson);
        _process.StandardInput.AutoFlush = true;
    }

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "tokenize.mjs"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        StandardInputEncoding = new UTF8Encoding(false),
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    public RustEncoding[] Encode(IEnumerable<FuzzText> texts)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{string.Join(',', texts.Select(t => t.Json))}]"));
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Rust tokenizer ended.");
        using var answer = JsonDocument.Parse(line);
        return [.. answer.RootElement.EnumerateArray().Select(Read)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static RustEncoding Read(JsonElement answer) => answer.TryGetProperty("error", out JsonElement error)
        ? new([], [], [], [], "", error.GetString())
        : new(
            Ints(answer.GetProperty("ids")),
            Ints(answer.GetProperty("type_ids")),
            [.. answer.GetProperty("offsets").EnumerateArray().Select(o => (o[0].GetInt32(), o[1].GetInt32()))],
            [.. answer.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!)],
            answer.GetProperty("decoded").GetString()!,
            null);

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetInt32())];
}
