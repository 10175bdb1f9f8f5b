using System.Runtime.CompilerServices;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// The k best (score, row) pairs of each query, smallest first: score is the squared distance, or its negative when the
/// farthest rows are asked for. Of equal scores the lower row number comes first.
/// </summary>
internal sealed class TopK
{
    private readonly int k;
    private readonly double[] scores;
    private readonly int[] rows;

    public TopK(int queries, int k)
    {
        this.k = k;
        scores = new double[checked(queries * k)];
        rows = new int[queries * k];
        Array.Fill(scores, double.PositiveInfinity);
        Array.Fill(rows, int.MaxValue);
    }

    public double[] Scores => scores;

    public int[] Rows => rows;

    /// <summary>The score that a new row must not exceed.</summary>
    public double Worst(int query) => scores[(query * k) + k - 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Insert(int query, double score, int row)
    {
        int first = query * k, place = first + k - 1;
        if (score > scores[place] || (score == scores[place] && row >= rows[place]))
        {
            return false;
        }

        for (; place > first && (scores[place - 1] > score || (scores[place - 1] == score && rows[place - 1] > row)); place--)
        {
            scores[place] = scores[place - 1];
            rows[place] = rows[place - 1];
        }

        scores[place] = score;
        rows[place] = row;
        return true;
    }
}
