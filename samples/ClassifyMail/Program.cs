// Trains a classifier of mail by subject line (spam, easy ham, hard ham), says how good it is, saves it, loads it, and uses it:
//     dotnet run -c Release --project samples/ClassifyMail
//     dotnet run -c Release --project samples/ClassifyMail -- "You have won a prize"
using System.Diagnostics;
using System.Globalization;
using ClassifyMail;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Folds = 5;

// scikit-learn's LogisticRegression(C=10): it weighs the sum of the losses of n rows by C against |w|^2 / 2. SDCA weighs their mean,
// so that its L2 is 1 / (C n). The bias is regularized with the weights here, and not there.
const double C = 10;

var ml = new MLContext(seed: 1);
IDataView data = ml.Data.LoadFromTextFile<Mail>(Path.Combine(AppContext.BaseDirectory, "data", "mail-subjects.csv"), separatorChar: ',', hasHeader: true, allowQuoting: true);
int rows = data.GetColumn<string>("Label").Count();

// One estimator for all fits: it remembers the vectors, so that BERT runs once a subject, however many folds and passes there are.
BertFeaturizingEstimator features = ml.Transforms.Text.FeaturizeBert("Features", "Text");
IEstimator<ITransformer> Pipeline(double trainingRows) => ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(features)
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: (float)(1 / (C * trainingRows)), maximumNumberOfIterations: 250))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel", "PredictedLabel"));

Console.WriteLine($"{rows} mails, {Folds}-fold cross-validation, logistic regression with C = {C}");
var watch = Stopwatch.StartNew();
var held = new ConfusionTable();
foreach (DataOperationsCatalog.TrainTestData fold in ml.Data.CrossValidationSplit(data, Folds, seed: 1))
{
    ITransformer fitted = Pipeline(rows * (Folds - 1.0) / Folds).Fit(fold.TrainSet);
    IDataView predicted = fitted.Transform(fold.TestSet);
    held.Add(fold.TestSet.GetColumn<string>("Label"), predicted.GetColumn<string>("PredictedLabel"));
}

Console.WriteLine(held);
Console.WriteLine($"Macro-averaged recall (balanced accuracy) of held-out rows: {held.BalancedAccuracy:0.000}   ({watch.Elapsed.TotalSeconds:0} s)");

string file = Path.Combine(AppContext.BaseDirectory, "mail-classifier.zip");
ITransformer model = Pipeline(rows).Fit(data);
ml.Model.Save(model, data.Schema, file);
Console.WriteLine($"Saved to {file} ({new FileInfo(file).Length / 1e6:0} MB: the BERT model is in it)");

ITransformer loaded = ml.Model.Load(file, out _);
using PredictionEngine<Mail, MailClass> engine = ml.Model.CreatePredictionEngine<Mail, MailClass>(loaded);
if (args.Length == 0 && !Console.IsInputRedirected)
    Console.WriteLine("Type a subject; an empty line ends.");
foreach (string line in args.Length > 0 ? args : Lines())
{
    MailClass prediction = engine.Predict(new Mail { Text = line });
    Console.WriteLine($"{prediction.Label} ({prediction.Probabilities.Max():0%}): {line}");
}

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { Length: > 0 } line)
        yield return line;
}
