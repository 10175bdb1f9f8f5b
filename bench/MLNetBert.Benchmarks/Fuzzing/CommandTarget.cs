using System.Text;
using MLNetBert.Cli.Commands;
using MLNetBert.Cli.Files;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Inputs of the command, which must end with 0 or with a sentence and 2.</summary>
internal sealed class CommandTarget(string extension) : FuzzTarget
{
    public override string Name => extension;

    public override IReadOnlyList<string> Words => ["\"", "\"\"", ",", "\t", "\r\n", "\n", "\uFEFF", "{\"text\":\"", "\"features\":[", "\\u0000", "\\ud83d", "nan", "inf", "'descr': '<f8'", "'fortran_order': True", "'shape': (3, 2)", "\u001b[2J"];

    public override IEnumerable<byte[]> Seeds() => extension switch
    {
        "npy" => [Npy("<f4", "(4, 3)", 48), Npy("<f8", "(4, 3)", 96), Npy("<i2", "(6, 2)", 24), Npy("<U3", "(4, 1)", 48)],
        "csv" => [.. ((string[])["id,text,label\n1,hello,a\n2,\"a, b\"\"c\",b\n3,x,a\n4,y,b\n", "text\r\nx\r\n", "id;text\n1;2\n", "a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n"]).Select(Encoding.UTF8.GetBytes)],
        "parquet" => ParquetSeeds.All(),
        "zst" => new CommandTarget("jsonl").Seeds().Select(Pack),
        _ => [.. ((string[])["{\"id\":1,\"text\":\"hello\",\"label\":\"a\"}\n{\"id\":2,\"text\":\"\\u00e9\",\"label\":\"b\"}\n", "{\"text\":\"x\",\"text_pair\":\"y\"}\n", "{\"features\":[1,2.5],\"label\":\"a\"}\n{\"features\":[3,4],\"label\":\"b\"}\n"]).Select(Encoding.UTF8.GetBytes)],
    };

    public override string Run(byte[] file, string folder)
    {
        string path = Path.Combine(folder, extension == "zst" ? "input.jsonl.zst" : $"input.{extension}");
        File.WriteAllBytes(path, file);
        string seen = "";
        if (extension != "npy")
            seen += Command("tokenize", path, "--model", RepositoryFiles.Reference("tokenizers", "all-MiniLM-L6-v2"), "--out", Path.Combine(folder, "ids.jsonl"), "--quiet");
        string labels = extension == "npy" ? Path.Combine(folder, "labels.csv") : $"{path}:label";
        File.WriteAllText(Path.Combine(folder, "labels.csv"), "label\na\nb\na\na\n");
        return seen + Command("resample", path, "--labels", labels, "--method", "random-over-sampler", "--out", Path.Combine(folder, "balanced.npy"), "--quiet");
    }

    private static string Command(params string[] arguments)
    {
        int code = CommandRunner.Run(arguments);
        return code is 0 or 2 ? $"{code}" : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {code}.");
    }

    private static byte[] Pack(byte[] plain)
    {
        var bytes = new MemoryStream();
        using (Stream packed = Compression.Compress(bytes, "a.zst"))
            packed.Write(plain);

        return bytes.ToArray();
    }

    private static byte[] Npy(string type, string shape, int bytes)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. Enumerable.Range(0, bytes).Select(i => (byte)(i % 4 == 3 ? 0x40 : i))];
    }
}
