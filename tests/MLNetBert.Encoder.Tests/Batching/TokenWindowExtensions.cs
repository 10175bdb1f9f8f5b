using MLNetBert.Encoder.Batching;

namespace MLNetBert.Tests;

/// <summary>Rows whose tokens are there already.</summary>
internal static class TokenWindowExtensions
{
    public static void Add(this TokenWindow window, ReadOnlySpan<int> ids, ReadOnlySpan<int> types)
    {
        window.Ids.AddRange(ids);
        window.Types.AddRange(types.IsEmpty ? new int[ids.Length] : types);
        window.Commit();
    }
}
