using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.Unicode;

namespace MLNetBert.Tokenization.Normalizers;

/// <summary>Canonical decomposition and ordering (UAX #15, NFD).</summary>
internal sealed class NfdNormalizer : Normalizer
{
    public static readonly NfdNormalizer Instance = new();

    /// <summary>Alignment goes by place: the n-th decomposed character of a run has that of the n-th original one, whatever order the marks are put in.</summary>
    public override void Normalize(NormalizedText text)
    {
        if (System.Text.Ascii.IsValid(text.Chars))
        {
            return;
        }

        text.BeginRewrite();
        Span<int> parts = stackalloc int[8];
        var run = new List<(int Class, int CodePoint, bool First)>();
        var sources = new Queue<int>();
        int lastSource = 0;
        for (int i = 0; i < text.Length;)
        {
            int code = CodePoints.At(text.Chars, i, out int length);
            int count = CanonicalDecomposition.Decompose(code, parts);
            for (int k = 0; k < count; k++)
            {
                int combining = CanonicalDecomposition.CombiningClass(parts[k]);
                if (combining == 0)
                {
                    Flush(text, run, sources, ref lastSource);
                }

                if (k == 0)
                {
                    sources.Enqueue(i);
                }

                run.Add((combining, parts[k], k == 0));
            }

            i += length;
        }

        Flush(text, run, sources, ref lastSource);
        text.EndRewrite();
    }

    private static void Flush(NormalizedText text, List<(int Class, int CodePoint, bool First)> run, Queue<int> sources, ref int lastSource)
    {
        for (int i = 1; i < run.Count; i++)
        {
            // Insertion sort: stable, and runs are nearly always one or two long and in order. A run of thousands of marks
            // would make it quadratic, so those go to a sort of n log n.
            if (run.Count > 64)
            {
                List<(int Class, int CodePoint, bool First)> sorted = [.. run.OrderBy(r => r.Class)];
                run.Clear();
                run.AddRange(sorted);
                break;
            }

            for (int k = i; k > 0 && run[k - 1].Class > run[k].Class; k--)
            {
                (run[k - 1], run[k]) = (run[k], run[k - 1]);
            }
        }

        foreach ((_, int code, bool first) in run)
        {
            lastSource = first ? sources.Dequeue() : lastSource;
            text.EmitCodePoint(code, lastSource);
        }

        run.Clear();
    }
}
