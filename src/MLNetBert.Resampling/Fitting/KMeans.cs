namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// k-means++ (Arthur and Vassilvitskii, 2007), then Lloyd's iterations: at most 300, until no row changes its cluster or the
/// centroids move by less than 1e-4 of the mean variance. There is one start. Sums are float64, in a fixed order.
/// </summary>
internal static class KMeans
{
    private const int MostIterations = 300;

    public static Clustering Fit(IRows features, int[] rows, int clusters, Xoshiro256 random, Workers workers)
    {
        FeatureMatrix centroids = FirstCentroids(features, rows, clusters, random, workers);
        double tolerance = 1e-4 * MeanVariance(features, rows);
        int[] labels = [];
        for (int iteration = 0; ; iteration++)
        {
            NeighbourTable nearest = NeighbourSearch.Between(features, rows, centroids, RowLists.All(clusters), 1, workers);
            int[] now = [.. Enumerable.Range(0, rows.Length).Select(place => nearest.Rows(place)[0])];
            if (iteration == MostIterations || now.AsSpan().SequenceEqual(labels))
                return new Clustering(now, centroids);

            labels = now;
            FeatureMatrix moved = Means(features, rows, labels, nearest, clusters, workers);
            double shift = Enumerable.Range(0, clusters).Sum(cluster => ExactDistance.Squared(moved.Row(cluster), centroids.Row(cluster)));
            centroids = moved;
            if (shift <= tolerance)
            {
                nearest = NeighbourSearch.Between(features, rows, centroids, RowLists.All(clusters), 1, workers);
                return new Clustering([.. Enumerable.Range(0, rows.Length).Select(place => nearest.Rows(place)[0])], centroids);
            }
        }
    }

    private static FeatureMatrix FirstCentroids(IRows features, int[] rows, int clusters, Xoshiro256 random, Workers workers)
    {
        const int Piece = 1024;
        var chosen = new List<float[]>(clusters);
        double[] nearest = new double[rows.Length];
        Array.Fill(nearest, double.PositiveInfinity);
        int next = (int)random.NextBelow(rows.Length);
        while (true)
        {
            float[] centroid = features.Row(rows[next]).ToArray();
            chosen.Add(centroid);
            if (chosen.Count == clusters)
                return FeatureMatrix.FromRows(chosen);

            workers.ForEach((rows.Length + Piece - 1) / Piece, piece =>
            {
                for (int place = piece * Piece; place < Math.Min(rows.Length, (piece + 1) * Piece); place++)
                    nearest[place] = Math.Min(nearest[place], ExactDistance.Squared(features.Row(rows[place]), centroid));
            });
            next = Draw(nearest, random);
        }
    }

    private static int Draw(double[] weights, Xoshiro256 random)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;

        double left = random.NextDouble() * sum;
        int last = 0;
        for (int place = 0; place < weights.Length; place++)
        {
            if (weights[place] > 0)
            {
                last = place;
                left -= weights[place];
                if (left < 0)
                    break;
            }
        }

        return last;
    }

    private static FeatureMatrix Means(IRows features, int[] rows, int[] labels, NeighbourTable nearest, int clusters, Workers workers)
    {
        List<int>[] members = [.. Enumerable.Range(0, clusters).Select(_ => new List<int>())];
        for (int place = 0; place < rows.Length; place++)
            members[labels[place]].Add(place);

        // An empty cluster moves to a row that lies farthest from its centroid.
        var farthest = new Queue<int>(members.All(cluster => cluster.Count > 0)
            ? []
            : Enumerable.Range(0, rows.Length).OrderByDescending(place => nearest.SquaredDistances(place)[0]).Take(clusters));
        foreach (List<int> empty in members.Where(cluster => cluster.Count == 0))
            empty.Add(farthest.Dequeue());

        int columns = features.Columns;
        var means = new FeatureMatrix(clusters, columns);
        workers.ForEach(clusters, cluster =>
        {
            double[] sums = new double[columns];
            foreach (int place in members[cluster])
            {
                ReadOnlySpan<float> row = features.Row(rows[place]);
                for (int column = 0; column < columns; column++)
                    sums[column] += row[column];
            }

            Span<float> mean = means.Writable(cluster);
            for (int column = 0; column < columns; column++)
                mean[column] = (float)(sums[column] / members[cluster].Count);
        });
        return means;
    }

    private static double MeanVariance(IRows features, int[] rows)
    {
        double[] sums = new double[features.Columns], squares = new double[features.Columns];
        ReadOnlySpan<float> origin = features.Row(rows[0]);
        foreach (int place in rows)
        {
            ReadOnlySpan<float> row = features.Row(place);
            for (int column = 0; column < row.Length; column++)
            {
                double value = (double)row[column] - origin[column];
                sums[column] += value;
                squares[column] += value * value;
            }
        }

        return Enumerable.Range(0, sums.Length).Average(c => (squares[c] / rows.Length) - (sums[c] / rows.Length * (sums[c] / rows.Length)));
    }
}
