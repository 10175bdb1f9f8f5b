namespace MLNetBert.Tokenizing;

/// <summary>The ids, mask and types of one row.</summary>
internal sealed class TokenRow
{
    public List<int> Ids { get; } = [];

    public List<int> Mask { get; } = [];

    public List<int> TypeIds { get; } = [];

    public void Clear()
    {
        Ids.Clear();
        Mask.Clear();
        TypeIds.Clear();
    }

    /// <summary>All tokens are real ones.</summary>
    public void Fill()
    {
        for (int i = Mask.Count; i < Ids.Count; i++)
            Mask.Add(1);
    }

    /// <summary>Copies column 0 (ids), 1 (mask) or 2 (types).</summary>
    public void CopyTo(int column, ref VBuffer<long> value)
    {
        List<int> from = column == 0 ? Ids : column == 1 ? Mask : TypeIds;
        var editor = VBufferEditor.Create(ref value, from.Count);
        for (int i = 0; i < from.Count; i++)
            editor.Values[i] = from[i];
        value = editor.Commit();
    }
}
