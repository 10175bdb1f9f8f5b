using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Shared.Jobs;

/// <summary>What stands beside a part, and says that it is done.</summary>
/// <param name="Job">The job to which it belongs.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="BadRows">How many rows more could not be used.</param>
/// <param name="Bytes">The length of its file.</param>
/// <param name="Sha256">The hash of its bytes, in hexadecimal digits.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Finished">When it was done, in UTC, by the clock of its machine.</param>
/// <param name="Machine">Which machine made it.</param>
/// <param name="Kernels">That machine's kind of processor kernels.</param>
/// <param name="Fingerprint">The fingerprint of what made its vectors, on that machine.</param>
internal sealed record PartMarker(string Job, int Rows, int BadRows, long Bytes, string Sha256, double Seconds, DateTime Finished, string Machine, string Kernels, string Fingerprint)
{
    private const int Longest = 4096;

    /// <summary>The version of the file.</summary>
    public int Schema => JobPlan.CurrentSchema;

    // Numbers are such that can be computed with.
    private bool IsSound => Rows >= 0 && BadRows >= 0 && Seconds >= 0 && Seconds <= (Finished - DateTime.MinValue).TotalSeconds;

    /// <summary>Reads a marker; null if there is none, or it is not whole.</summary>
    public static PartMarker? Read(string path)
    {
        try
        {
            // As few calls as can be, since there may be 100,000: sharing everything spares a lock.
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> content = stackalloc byte[Longest];
            return JsonSerializer.Deserialize(content[..RandomAccess.Read(file, content, 0)], JobJson.Plain.PartMarker) is { IsSound: true } marker ? marker : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The marker as bytes.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, JobJson.Plain.PartMarker), (byte)'\n'];
}
