// What rebalancing the training rows does to a rare class of mail (hard ham: 243 of 4,300), and what the wrong order pretends to do:
//     dotnet run -c Release --project samples/RebalanceMail
// mlnetbert train does this, and chooses: see docs/train.md.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert;
using MLNetBert.Resampling;
using RebalanceMail;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Folds = 5;

var ml = new MLContext(seed: 1);
IDataView mails = ml.Data.LoadFromTextFile<Mail>(Path.Combine(AppContext.BaseDirectory, "data", "mail-subjects.csv"), separatorChar: ',', hasHeader: true, allowQuoting: true);
IDataView features = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Text.FeaturizeBert("Features", "Text")).Fit(mails).Transform(mails);

// BERT runs here, once a subject; all that follows reads the cache.
IDataView data = ml.Data.Cache(features, "Features", "Label");
int rows = data.GetColumn<uint>("Label").Count();
ImbalancedEvaluation before = Show("none", CrossValidate(data, null));
ImbalancedEvaluation after = Show("smote", CrossValidate(data, new Smote { Seed = 1 }));
Show("borderline-smote", CrossValidate(data, new BorderlineSmote { Seed = 1 }));
Show("random-under-sampler", CrossValidate(data, new RandomUnderSampler { Seed = 1 }));
Show("class weights", CrossValidate(ml.Data.AddBalancedWeights(data), null, weight: "Weight"));

// What not to do: mixtures of rows that are tested later are learnt, and tested; the score is not to be believed.
Show("(wrong: smote before the split)", CrossValidate(ml.Data.Resample(data, new Smote { Seed = 1 }), null));

int rare = Enumerable.Range(0, before.ClassNames.Length).MinBy(i => before.Metrics.PerClass[i].Support);
Console.WriteLine($"Recall of {before.ClassNames[rare]}, the rarest class: {before.Metrics.PerClass[rare].Sensitivity:0.000} -> {after.Metrics.PerClass[rare].Sensitivity:0.000} with SMOTE");
Console.WriteLine($"Balanced accuracy: {before.Metrics.Confusion.BalancedAccuracy:0.000} -> {after.Metrics.Confusion.BalancedAccuracy:0.000}");

// All folds together: every row is tested once, by a model that was trained on the resampled rows of the other folds.
ImbalancedEvaluation CrossValidate(IDataView view, Sampler? sampler, string? weight = null)
{
    // scikit-learn's LogisticRegression(C=1) weighs the sum of the losses of n rows against |w|^2 / 2; SDCA weighs their mean, so that its L2 is 1 / n.
    SdcaMaximumEntropyMulticlassTrainer trainer = ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
        exampleWeightColumnName: weight, l2Regularization: (float)(Folds / (Folds - 1.0) / rows), maximumNumberOfIterations: 100);
    return ml.MulticlassClassification.EvaluateImbalanced(ml.MulticlassClassification.CrossValidateResampled(view, sampler, trainer, numberOfFolds: Folds).Select(fold => fold.ScoredHoldOutSet));
}

static ImbalancedEvaluation Show(string method, ImbalancedEvaluation evaluation)
{
    string recalls = string.Join(", ", evaluation.ClassNames.Zip(evaluation.Metrics.PerClass, (name, c) => $"{name} {c.Sensitivity:0.000}"));
    Console.WriteLine($"{method,-32} recall of {recalls}; balanced accuracy {evaluation.Metrics.Confusion.BalancedAccuracy:0.000}, macro F1 {evaluation.Metrics.Confusion.MacroF1:0.000}");
    return evaluation;
}
