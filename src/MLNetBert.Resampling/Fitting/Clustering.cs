namespace MLNetBert.Resampling.Fitting;

/// <summary>The cluster of each row, by its place, and the centroids.</summary>
internal sealed record Clustering(int[] Labels, FeatureMatrix Centroids);
