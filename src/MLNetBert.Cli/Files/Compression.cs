using System.IO.Compression;

namespace MLNetBert.Cli.Files;

/// <summary>Text formats may be compressed: by gzip, or by Zstandard. Each library is loaded when it is needed first.</summary>
internal static class Compression
{
    /// <summary>How many bytes of a file say whether it is compressed.</summary>
    public const int MagicLength = 4;

    // Its default; features hardly become smaller with more.
    private const int ZstandardLevel = 3;

    /// <summary>Whether a file is compressed, by its first bytes.</summary>
    public static bool IsCompressed(ReadOnlySpan<byte> head) => IsGzip(head) || IsZstandard(head);

    /// <summary>What a stream contains, of which <paramref name="head"/> are the first bytes, still to be read.</summary>
    public static Stream Decompress(Stream stream, ReadOnlySpan<byte> head) =>
        IsGzip(head) ? new GZipStream(stream, CompressionMode.Decompress) : IsZstandard(head) ? Unpack(stream) : stream;

    /// <summary>Where to write what the file of that name should contain; the stream itself stays open.</summary>
    public static Stream Compress(Stream stream, string path) =>
        FileNames.IsGzip(path) ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true) : FileNames.IsZstandard(path) ? Pack(stream) : stream;

    /// <summary>What is wrong with a compressed input; null if the exception says nothing of that.</summary>
    public static string? Broken(Exception e) => e is InvalidDataException ? $"broken gzip ({e.Message.TrimEnd('.')})" : IsZstandardError(e) ? $"broken Zstandard ({e.Message.TrimEnd('.')})" : null;

    private static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, ..];

    private static bool IsZstandard(ReadOnlySpan<byte> head) => head is [0x28, 0xB5, 0x2F, 0xFD, ..];

    private static bool IsZstandardError(Exception e) => e.GetType().Namespace == "ZstdSharp" || (e is EndOfStreamException && e.Source == "ZstdSharp");

    private static ZstdSharp.DecompressionStream Unpack(Stream stream) => new(stream, leaveOpen: false);

    // With a checksum, as gzip has one.
    private static ZstdSharp.CompressionStream Pack(Stream stream)
    {
        var packed = new ZstdSharp.CompressionStream(stream, ZstandardLevel, leaveOpen: true);
        packed.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packed;
    }
}
