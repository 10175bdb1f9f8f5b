using MLNetBert.Resampling.Neighbours;

namespace MLNetBert.Resampling.Fitting;

/// <summary>The probability of each row's true class by a classifier trained on the other folds.</summary>
internal static class CrossValidatedProbabilities
{
    public static double[] Predict(SamplingTask task, HardnessEstimator estimator, int folds, Xoshiro256 random)
    {
        FeatureMatrix features = task.Features;
        int[] labels = Array.ConvertAll(task.Classes.Labels, label => Array.BinarySearch(task.Classes.Classes, label));
        int[] fold = StratifiedFolds.Assign(labels, folds, random);
        int classes = task.Classes.Classes.Length;
        var probabilities = new double[features.Rows];
        for (int held = 0; held < folds; held++)
        {
            int[] training = [.. RowLists.All(features.Rows).Where(row => fold[row] != held)];
            int[] testing = [.. RowLists.All(features.Rows).Where(row => fold[row] == held)];
            int[] trainingLabels = Array.ConvertAll(training, row => labels[row]);
            Action<int, double[]> predict;
            if (estimator == HardnessEstimator.LogisticRegression)
            {
                if (trainingLabels.Distinct().Count() < 2)
                {
                    throw new BadInputException(
                        "Without one fold the data have rows of one class only, too few for a logistic regression; add rows of the rare class, or use estimator=random-forest.");
                }

                LogisticRegression model = LogisticRegression.Fit(features, training, trainingLabels, classes, task.Threads);
                predict = (row, result) => model.Predict(features.Row(row), result);
            }
            else
            {
                RandomForest forest = RandomForest.Fit(features, training, trainingLabels, classes, random, task.Threads);
                predict = (row, result) => forest.Predict(features.Row(row), result);
            }

            Workers.ForEach(testing.Length, task.Threads, i =>
            {
                var result = new double[classes];
                predict(testing[i], result);
                probabilities[testing[i]] = result[labels[testing[i]]];
            });
        }

        return probabilities;
    }
}
