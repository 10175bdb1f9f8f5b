namespace MLNetBert.Shared.Files;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    Missing,

    /// <summary>A file with a length, which can be read again and replaced.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe: what is read from it is gone.</summary>
    Pipe,

    /// <summary>A device, such as a terminal or /dev/null.</summary>
    Device,

    /// <summary>A socket, which cannot be opened by its name.</summary>
    Socket,
}
