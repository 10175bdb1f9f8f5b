using System.IO.Compression;

namespace MLNetBert.StageTests;

/// <summary>The entries of a saved pipeline, to look at and to change.</summary>
internal static class SavedZip
{
    public static SortedDictionary<string, byte[]> Entries(byte[] saved)
    {
        using var zip = new ZipArchive(new MemoryStream(saved));
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            entries.Add(entry.FullName, bytes.ToArray());
        }

        return entries;
    }

    /// <summary>The same pipeline with other entries; null drops one.</summary>
    public static byte[] Change(byte[] saved, Func<string, byte[], byte[]?> change)
    {
        using var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in Entries(saved))
            {
                if (change(name, bytes) is not { } changed)
                    continue;
                using Stream content = zip.CreateEntry(name).Open();
                content.Write(changed);
            }
        }

        return result.ToArray();
    }

    /// <summary>Replaces bytes by as many others, wherever they are, and checks that they are somewhere.</summary>
    public static byte[] Replace(byte[] saved, byte[] bytes, byte[] by)
    {
        Assert.Equal(bytes.Length, by.Length);
        int replaced = 0;
        byte[] changed = Change(saved, (_, content) =>
        {
            for (int at; (at = content.AsSpan().IndexOf(bytes)) >= 0; replaced++)
                by.CopyTo(content, at);
            return content;
        });
        Assert.InRange(replaced, 1, int.MaxValue);
        return changed;
    }
}
