namespace MLNetBert.Tokenizers.PostProcessors;

/// <summary>Several post-processors: one that adds tokens, and any number that trim offsets.</summary>
internal static class PostProcessorSequence
{
    public static PostProcessor Create(IEnumerable<(ConfigNode Node, PostProcessor Processor)> steps)
    {
        PostProcessor result = PostProcessor.None;
        foreach ((ConfigNode node, PostProcessor step) in steps)
        {
            bool adds = step.Single != PostProcessor.None.Single;
            if (adds && result.Single != PostProcessor.None.Single)
                throw node.Error("is the second post-processor of a sequence that adds tokens, which is not supported");
            result = new PostProcessor
            {
                Single = adds ? step.Single : result.Single,
                Pair = adds ? step.Pair : result.Pair,
                FurtherWindowsKeepTypes = result.FurtherWindowsKeepTypes || step.FurtherWindowsKeepTypes,
                Trimmer = result.Trimmer == null ? step.Trimmer : step.Trimmer == null ? result.Trimmer : new Chain(result.Trimmer, step.Trimmer),
            };
        }

        return result;
    }

    private sealed class Chain(OffsetTrimmer first, OffsetTrimmer second) : OffsetTrimmer
    {
        public override (int Start, int End) Trim((int Start, int End) offsets, string token, int index) =>
            second.Trim(first.Trim(offsets, token, index), token, index);
    }
}
