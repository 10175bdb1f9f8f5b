// Finds the rare class of mail (hard ham: 243 of 4,300) by rebalancing the training rows in feature space:
//     dotnet run -c Release --project samples/RebalanceMail
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert;
using MLNetBert.Resampling;
using RebalanceMail;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Folds = 5;
const string Unchanged = "none", WithSmote = "smote";

var ml = new MLContext(seed: 1);
var watch = Stopwatch.StartNew();
IDataView mails = ml.Data.LoadFromTextFile<Mail>(Path.Combine(AppContext.BaseDirectory, "data", "mail-subjects.csv"), separatorChar: ',', hasHeader: true, allowQuoting: true);
IDataView features = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Text.FeaturizeBert("Features", "Text")).Fit(mails).Transform(mails);

// BERT runs here, once a subject; all that follows reads the cache.
IDataView data = ml.Data.Cache(features, "Features", "Label");
int rows = data.GetColumn<uint>("Label").Count();
Console.WriteLine($"{rows} mails, features of the embedded model in {watch.Elapsed.TotalSeconds:0} s; {Folds}-fold cross-validation of a logistic regression");

var table = new ResultTable();
table.Add(Unchanged, CrossValidate(data, null));
table.Add(WithSmote, CrossValidate(data, new Smote { Seed = 1 }));
table.Add("borderline-smote", CrossValidate(data, new BorderlineSmote { Seed = 1 }));
table.Add("random-under-sampler", CrossValidate(data, new RandomUnderSampler { Seed = 1 }));
table.Add("class weights", CrossValidate(ml.Data.AddBalancedWeights(data), null, weight: "Weight"));

// What not to do: mixtures of rows that are tested later are learnt, and tested; the score is not to be believed.
table.Add("(wrong: smote before the split)", CrossValidate(ml.Data.Resample(data, new Smote { Seed = 1 }), null));

(ImbalancedEvaluation? before, ImbalancedEvaluation? after) = (table[Unchanged], table[WithSmote]);
int rare = Enumerable.Range(0, before.ClassNames.Length).MinBy(i => before.Metrics.PerClass[i].Support);
Console.WriteLine($"Recall of {before.ClassNames[rare]}, the rarest class: {Recall(before):0.000} -> {Recall(after):0.000} with SMOTE");
Console.WriteLine($"Balanced accuracy: {Balanced(before):0.000} -> {Balanced(after):0.000}   ({watch.Elapsed.TotalSeconds:0} s)");

double Recall(ImbalancedEvaluation evaluation) => evaluation.Metrics.PerClass[rare].Sensitivity;

static double Balanced(ImbalancedEvaluation evaluation) => evaluation.Metrics.Confusion.BalancedAccuracy;

// All folds together: every row is tested once, by a model that was trained on the resampled rows of the other folds.
ImbalancedEvaluation CrossValidate(IDataView view, Sampler? sampler, string? weight = null)
{
    // scikit-learn's LogisticRegression(C=1) weighs the sum of the losses of n rows against |w|^2 / 2; SDCA weighs their mean, so that its L2 is 1 / n.
    SdcaMaximumEntropyMulticlassTrainer trainer = ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
        exampleWeightColumnName: weight, l2Regularization: (float)(Folds / (Folds - 1.0) / rows), maximumNumberOfIterations: 100);
    IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> folds = ml.MulticlassClassification.CrossValidateResampled(view, sampler, trainer, numberOfFolds: Folds);
    return ml.MulticlassClassification.EvaluateImbalanced(folds.Select(fold => fold.ScoredHoldOutSet));
}
