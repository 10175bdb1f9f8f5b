using MLNetBert.Resampling.Classification;

namespace MLNetBert.Resampling.Fitting;

/// <summary>The probability of each row's true class by a classifier trained on the other folds.</summary>
internal static class CrossValidatedProbabilities
{
    public static double[] Predict(FeatureMatrix features, ClassTable table, HardnessEstimator estimator, int folds, Xoshiro256 random, Workers workers)
    {
        int[] labels = Array.ConvertAll(table.Labels, label => Array.BinarySearch(table.Classes, label));
        int[] fold = StratifiedKFold.Deal(labels, folds, random);
        int classes = table.Classes.Length;
        double[] probabilities = new double[features.Rows];
        for (int held = 0; held < folds; held++)
        {
            int[] training = [.. RowLists.All(features.Rows).Where(row => fold[row] != held)];
            int[] testing = [.. RowLists.All(features.Rows).Where(row => fold[row] == held)];
            int[] trainingLabels = Array.ConvertAll(training, row => labels[row]);
            Func<int, double> predict;
            if (estimator == HardnessEstimator.LogisticRegression)
            {
                if (trainingLabels.Distinct().Count() < 2)
                {
                    throw new BadInputException(
                        "Without one of the folds, the data have rows of only one class, too few for a logistic regression; add rows of the rare class, or use estimator=random-forest.")
                    { Code = "data.too-few-rows", Key = "estimator" };
                }

                var model = LogisticRegression.Fit(new ChosenRows(features, training), trainingLabels, workers: workers);
                predict = row => OfLabel(model, features.Row(row), labels[row]);
            }
            else
            {
                var forest = RandomForest.Fit(features, training, trainingLabels, classes, random, workers);
                predict = row => forest.Probability(features.Row(row), labels[row]);
            }

            workers.ForEach(testing.Length, i => probabilities[testing[i]] = predict(testing[i]));
        }

        return probabilities;
    }

    /// <summary>0 for a class that the training folds do not have.</summary>
    private static double OfLabel(LogisticRegression model, ReadOnlySpan<float> row, int label)
    {
        int place = Array.BinarySearch(model.Classes, label);
        double[] probabilities = new double[model.Classes.Length];
        model.Probabilities(row, probabilities);
        return place < 0 ? 0 : probabilities[place];
    }
}
