namespace MLNetBert.Tokenizers.Bpe;

/// <summary>From text to the ids of byte-level BPE in one pass: cut by GPT-2's pattern, look in the cache, or else merge the UTF-8 bytes.</summary>
internal sealed class ByteLevelEncoder(BpeModel model, bool addPrefixSpace, int[] byteIds) : FusedEncoder
{
    private readonly WordCache _cache = new();
    private readonly Merger _merger = model.NewMerger();
    private readonly List<int> _ids = [];
    private byte[] _bytes = new byte[256];

    public override FusedEncoder Clone(WorkBudget budget) => new ByteLevelEncoder(model, addPrefixSpace, byteIds);

    public override void Encode(ReadOnlySpan<char> text, List<int> ids, int limit)
    {
        if (text.IsEmpty)
            return;
        if (addPrefixSpace && text[0] != ' ')
            text = $" {text}";
        for (int start = 0; start < text.Length && ids.Count < limit;)
        {
            int end = ByteLevelPattern.End(text, start);
            ReadOnlySpan<char> word = text[start..end];
            if (!_cache.TryAppend(word, ids, out uint place))
                Merge(word, place, ids);
            start = end;
        }
    }

    private void Merge(ReadOnlySpan<char> word, uint place, List<int> ids)
    {
        if (_bytes.Length < word.Length * 3)
            _bytes = new byte[word.Length * 3];
        int count = Encoding.UTF8.GetBytes(word, _bytes);
        _merger.Begin();
        foreach (byte b in _bytes.AsSpan(0, count))
            _merger.Add(byteIds[b], 1);
        ReadOnlySpan<Merger.Symbol> symbols = _merger.Merge();
        _ids.Clear();
        foreach (ref readonly Merger.Symbol symbol in symbols)
            _ids.Add(symbol.Id);
        ids.AddRange(_ids);
        _cache.Put(place, word, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids));
    }
}
