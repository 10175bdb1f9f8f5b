namespace MLNetBert.Tokenizers.Bpe;

/// <summary>Reads BPE from tokenizer.json, or from vocab.json and merges.txt.</summary>
internal static class BpeFiles
{
    public static BpeModel Read(ConfigNode node)
    {
        ConfigNode dropout = node["dropout"];
        if (!dropout.IsNull && dropout.Double() != 0)
            throw dropout.Error("is not 0: random merges are for training and are not supported", "set it to null");
        ConfigNode entries = node.Required("vocab");
        var vocabulary = new Vocabulary(entries.TokenIds());
        var options = new BpeOptions
        {
            UnknownToken = node["unk_token"].StringOrNull(),
            ContinuingSubwordPrefix = node["continuing_subword_prefix"].StringOrNull() ?? "",
            EndOfWordSuffix = node["end_of_word_suffix"].StringOrNull() ?? "",
            FuseUnknown = node["fuse_unk"].Bool(missing: false),
            ByteFallback = node["byte_fallback"].Bool(missing: false),
            IgnoreMerges = node["ignore_merges"].Bool(missing: false),
        };
        var merges = new MergeList(vocabulary, options.ContinuingSubwordPrefix);
        foreach (ConfigNode merge in node.Required("merges").Items())
        {
            if (merge.Kind == System.Text.Json.JsonValueKind.Array)
            {
                string[] pair = merge.ItemCount == 2 ? [.. merge.Items().Select(item => item.String())] : throw merge.Error("must be two tokens");
                merges.Add(pair[0], pair[1], what => merge.Error(what));
            }
            else
            {
                merges.AddLine(merge.String(), what => merge.Error(what));
            }
        }

        return new BpeModel(vocabulary, merges.Merges, options, node.File);
    }

    /// <summary>GPT-2's and RoBERTa's files, which say nothing of the settings.</summary>
    public static BpeModel Read(string vocabularyFile, string mergesFile, BpeOptions options)
    {
        var root = ConfigNode.ReadFile(vocabularyFile);
        var vocabulary = new Vocabulary(root.TokenIds());
        var merges = new MergeList(vocabulary, "");
        int number = 0;
        foreach (string line in Lines(mergesFile))
        {
            number++;
            if (line.Length > 0)
                merges.AddLine(line, what => new BadInputException($"{mergesFile}, line {number}: \"{line}\" {what}; {ConfigNode.Correct}.") { Code = "tokenizer.merges", File = mergesFile, Row = number });
        }

        return new BpeModel(vocabulary, merges.Merges, options, vocabularyFile);
    }

    // Only line feeds end a line: other breaks can be part of a token.
    private static IEnumerable<string> Lines(string file) =>
        RegularFile.ReadText(file, "its merges are damaged, or it is another file; fetch it again.").TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r'));

    /// <summary>Merges as they are read, checked against the vocabulary.</summary>
    private sealed class MergeList(Vocabulary vocabulary, string prefix)
    {
        public List<(int Left, int Right, int Rank, int Merged)> Merges { get; } = [];

        public void AddLine(string line, Func<string, Exception> error)
        {
            if (line.StartsWith("#version", StringComparison.Ordinal))
                return;
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || line.IndexOf(' ', space + 1) >= 0)
                throw error("must be two tokens with one space between them");
            Add(line[..space], line[(space + 1)..], error);
        }

        public void Add(string left, string right, Func<string, Exception> error)
        {
            if (right.Length < prefix.Length)
                throw error($"has a right token that is shorter than the prefix \"{prefix}\"");
            Merges.Add((IdOf(left, error), IdOf(right, error), Merges.Count, IdOf(left + right[prefix.Length..], error)));
        }

        private int IdOf(string token, Func<string, Exception> error) =>
            vocabulary.Find(token) ?? throw error($"needs the token \"{token}\", which the vocabulary lacks");
    }
}
