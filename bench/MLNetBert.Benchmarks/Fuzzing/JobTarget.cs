using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MLNetBert.Cli.Commands;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Jobs;
using MLNetBert.Cli.Output;
using MLNetBert.Shared.Jobs;
using MLNetBert.Shared.Parquet;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>A job folder of two parts: its job.json, and behind a zero byte the marker of the second part.</summary>
internal sealed class JobTarget : FuzzTarget
{
    private const int RowsPerPart = 2;

    private static readonly JobPlan Plan = new()
    {
        Version = "0.1.0",
        Model = "model",
        Fingerprint = "1:0",
        Vectors = new Dictionary<string, string> { ["pooling"] = "mean" },
        Options = new Dictionary<string, string> { ["--skip-bad-rows"] = "true" },
        Dimension = 2,
        Type = "float32",
        Id = "int64",
        RowsPerPart = RowsPerPart,
        Shards = 2,
        Inputs = [new JobInput("a.jsonl", 30, DateTime.UnixEpoch, "00", "jsonl", false, 0, 3), new JobInput("b.csv.gz", 30, DateTime.UnixEpoch, "01", "csv", true, 8, 1)],
        Parts = [new PartStart(0, 0, 0, 1), new PartStart(0, 20, 2, 3)],
    };

    private static readonly byte[][] Parts = [Part(0), Part(1)];

    public override string Name => "job";

    public override IReadOnlyList<string> Words => ["\"shards\": ", "\"parts\": [", "\"seconds\": 1e300", "\"finished\": \"0001-01-01T00:00:00Z\"", "\"bad_rows\": ", "null", "[]", "{}", "\\ud800", "\"dtype\": \"float16\"", "\"--skip-bad-rows\": null"];

    public override IEnumerable<byte[]> Seeds() => [[.. Plan.ToJson(), 0, .. Marker(1)]];

    public override string Run(byte[] file, string folder)
    {
        int end = Array.LastIndexOf(file, (byte)0);
        string job = Directory.CreateDirectory(Path.Combine(folder, "job")).FullName;
        var names = new JobFolder(job, Parts.Length);
        File.WriteAllBytes(names.Plan, Unsigned(end < 0 ? file : file[..end]));
        File.WriteAllBytes(names.Marker(0), Marker(0));
        File.WriteAllBytes(names.Marker(1), file[(end + 1)..]);
        for (int part = 0; part < Parts.Length; part++)
            File.WriteAllBytes(names.Features(part), Parts[part]);

        var scan = JobScan.Of(job, hash: true, default);
        int pieces = Enumerable.Range(0, scan.Parts.Count).Sum(part => PartPieces.Of(scan.Plan, part).Count);
        string seen = $"{scan.Done} {scan.Damaged} {scan.Left != null} {scan.Shards?.Length} {scan.OtherKernels != null} {pieces}";
        int code = CommandRunner.Run(["merge", job, "--out", Path.Combine(folder, "merged.jsonl"), "--quiet"]);
        return code is 0 or 2 ? $"{seen} {code}" : throw new InvalidOperationException($"merge ended with {code}.");
    }

    // Half of the plans do not say what they hold; else every change would be seen at once.
    private static byte[] Unsigned(byte[] plan) => plan.Length % 2 == 0 ? Encoding.Latin1.GetBytes(Regex.Replace(Encoding.Latin1.GetString(plan), "\"job\": .*\n", "")) : plan;

    private static byte[] Marker(int part) =>
        new PartMarker(Plan.Job, RowsPerPart, 0, Parts[part].Length, Convert.ToHexStringLower(SHA256.HashData(Parts[part])), 1.5, DateTime.UnixEpoch.AddDays(1), "machine", "avx2", "1:0").ToJson();

    private static byte[] Part(int number)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("mlnetbert-fuzz-").FullName, "part.parquet");
        using (IFeatureWriter writer = FeatureWriters.Create(path, new FeatureHeading(2, FeatureType.Float32, IdType.Int64, Model: "model", Fingerprint: "1:0")))
        {
            for (int row = 0; row < RowsPerPart; row++)
                writer.Write(new TextRow($"{(number * RowsPerPart) + row}", true, "", null, "a", row + 1, row + 1), [row, number]);

            writer.Complete();
        }

        byte[] bytes = File.ReadAllBytes(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return bytes;
    }
}
