namespace MLNetBert.Cli.Training;

/// <summary>Programs of one file that train the same model again, and use it: to read, to keep and to change.</summary>
internal sealed class TrainingScripts(TrainingSummary summary, ScriptModel script)
{
    private readonly TextClassifierResult _result = summary.Result;
    private readonly TextPipeline _pipeline = summary.Result.Pipeline;

    private bool IsLightGbm => _pipeline.Trainer == LightGbm.Name;

    private bool Pairs => summary.TextPair != null;

    private bool UsesText => _pipeline.Features != "bert";

    private bool UsesBert => _pipeline.Features != "text";

    private string Column => _pipeline.Features switch { "bert" => "BertFeatures", "text" => "TextFeatures", _ => "Features" };

    private string LabelColumn => summary.IsRegression ? "Number" : _result.PositiveClass != null ? "Positive" : "Label";

    /// <summary>train.cs.</summary>
    public string Train() => $$"""
        #!/usr/bin/env dotnet
        {{ScriptParts.Packages(_pipeline, script.IsEmbeddedInt8 && UsesBert)}}
        // Trains the pipeline that mlnetbert train chose ({{_pipeline}}) with the same rows, splits and seeds:
        //     dotnet run train.cs -- {{ScriptParts.Comment(summary.Data.Sources[0])}} model.zip
        // From the same rows comes the same model, to the bit.
        using System.Globalization;
        using System.Text.Json;
        using Microsoft.ML;
        using Microsoft.ML.Calibrators;
        using Microsoft.ML.Data;
        using Microsoft.ML.Trainers;{{(IsLightGbm ? "\nusing Microsoft.ML.Trainers.LightGbm;" : "")}}
        using Microsoft.ML.Transforms;
        using Microsoft.ML.Transforms.Text;
        using MLNetBert;
        using MLNetBert.Resampling;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        const int Seed = {{(int)summary.Options.Seed}};
        var ml = new MLContext(Seed);
        string zip = args.Length > 1 ? args[^1] : "model.zip";

        // Read, and divide: the hold-out set first, then folds; equal texts stay together.
        LabeledText[] rows = [.. args.Take(Math.Max(1, args.Length - 1)).SelectMany(ScriptRows.Read)];
        IReadOnlyList<int> folds = TrainingSplit.Of(rows, new TextClassifierOptions { Seed = {{summary.Options.Seed}}, Folds = {{summary.Options.Folds}}, HoldOut = {{ScriptParts.Number(summary.Options.HoldOut)}}{{(summary.IsRegression ? ", Regression = true" : "")}} }).FoldOfRows;
        int[] Rows(Func<int, bool> chosen) => [.. Enumerable.Range(0, rows.Length).Where(row => chosen(folds[row]))];
        IDataView View(int[] of) => ml.Data.LoadFromEnumerable(Array.ConvertAll(of, row => new TrainingRow(rows[row])));
        {{Bert()}}
        // Cross-validation, then the hold-out set.
        {{Evaluation()}}
        // All rows, for the model that is kept.
        {{Keep()}}
        Console.WriteLine($"Saved to {zip}");

        // Fits all stages to some rows: words, balancing and weights are learnt of these rows alone.
        ITransformer Fit(int[] of)
        {
            IDataView data = View(of);
            IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
            ITransformer features = {{Features()}}.Fit(data);
            IDataView prepared = ml.Data.Cache(features.Transform(keyed));
            IDataView balanced = {{Balanced()}};
            {{(Column == "Features" ? "ITransformer joined = ml.Transforms.Concatenate(\"Features\", \"BertFeatures\", \"TextFeatures\").Fit(balanced);" : "ITransformer joined = new TransformerChain<ITransformer>();")}}

            // A context of its own, so that nothing else draws from its seed.
            {{Trainer()}}
            return new TransformerChain<ITransformer>(features, joined, {{(_result.PositiveClass == null ? "trained" : "Decide(trained)")}});
        }
        {{TwoClasses()}}
        {{ScriptReader.Code(summary)}}
        """;

    /// <summary>predict.cs.</summary>
    public string Predict() => $$"""
        #!/usr/bin/env dotnet
        {{ScriptParts.Packages(_pipeline)}}
        // Uses the model that train.cs, or mlnetbert train, saved; nothing else is needed.
        //     dotnet run predict.cs -- model.zip "{{(Pairs ? "a text\" \"its second text" : "a text\" \"another")}}"
        using System.Globalization;
        using Microsoft.ML;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(args[0], out _);
        using PredictionEngine<ModelInput, ModelOutput> engine = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(model);
        foreach (string[] text in args.Skip(1).Chunk({{(Pairs ? 2 : 1)}}))
        {
            ModelOutput output = engine.Predict(new ModelInput { Text = text[0]{{(Pairs ? ", TextPair = text[1]" : "")}} });
            Console.WriteLine({{(summary.IsRegression ? "$\"{output.Score:R}: {text[0]}\"" : "$\"{output.PredictedLabel} ({string.Join(\", \", output.Score.Select(score => score.ToString(\"R\")))}): {text[0]}\"")}});
        }

        public sealed class ModelInput
        {
            public string Text { get; set; } = "";
        {{(Pairs ? "\n    public string TextPair { get; set; } = \"\";\n" : "")}}}

        public sealed class ModelOutput
        {
        {{(summary.IsRegression ? "    public float Score { get; set; }" : $"    public string PredictedLabel {{ get; set; }} = \"\";\n\n    /// <summary>A probability for each of {ScriptParts.Comment(string.Join(", ", _result.ClassNames.Take(20)))}.</summary>\n    public float[] Score {{ get; set; }} = [];")}}
        }
        """;

    /// <summary>README.md.</summary>
    public string Readme() => $"""
        # {(summary.IsRegression ? "A model that estimates a number of a text" : "A classifier of texts")}

        `mlnetbert train` made these on {Summary.Counted(summary.Data.Rows.Count, "row")}; it chose {_pipeline}.
        {_result.Metric}: {_result.CrossValidation.Metric} in the cross-validation{(_result.HoldOut is { } held ? $", {held.Metric} on the {Summary.Counted(held.Predictions.Count, "row")} set aside" : "")}.

        - `train.cs` trains the same model again: `dotnet run train.cs -- {ScriptParts.Comment(Path.GetFileName(summary.Data.Sources[0]))} model.zip`
        - `predict.cs` uses a model: `dotnet run predict.cs -- model.zip "{(Pairs ? "a text\" \"its second text" : "a text")}"`

        Both need the .NET 10 SDK, and get MLNetBert {ScriptParts.Version}{(IsLightGbm ? $" and {LightGbm.Package} {LightGbm.Version}" : "")} from NuGet.
        """;

    private string Bert()
    {
        if (!UsesBert)
            return "";

        string model = script.Opened == null ? "" : $", model: {script.Opened}";
        BertFeaturizingOptions options = summary.Options.Featurizing!;
        List<string> set = ["OutputColumnName = \"BertFeatures\"", "InputColumnName = \"Text\""];
        if (Pairs)
            set.Add("TextPairColumnName = \"TextPair\"");

        if (options.Pooling is { } pooling)
            set.Add($"Pooling = TokenPooling.Parse({ScriptParts.Text(pooling.ToString())})");

        if (options.Activation != LogitActivation.None)
            set.Add($"Activation = LogitActivation.{options.Activation}");

        if (options.Normalize is { } normalize)
            set.Add($"Normalize = {(normalize ? "true" : "false")}");

        foreach ((string name, int? value) in new[] { ("TruncateDim", options.TruncateDim), ("MaxLength", options.MaxLength) })
        {
            if (value is { } number)
                set.Add($"{name} = {number}");
        }

        foreach ((string name, string? value) in new[] { ("Prompt", options.Prompt), ("PromptName", options.PromptName) })
        {
            if (value != null)
                set.Add($"{name} = {ScriptParts.Text(value)}");
        }

        return $"\n// One estimator for all fits: it remembers the vectors, so that BERT runs once a text.\nBertFeaturizingEstimator bert = ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions {{ {string.Join(", ", set)} }}{model});\n";
    }

    private string Features()
    {
        string words = $"ml.Transforms.Text.FeaturizeText(\"TextFeatures\", new TextFeaturizingEstimator.Options(), {(Pairs ? "\"Text\", \"TextPair\"" : "\"Text\"")})";
        return _pipeline.Features switch { "bert" => "bert", "text" => words, _ => $"bert.Append({words})" };
    }

    private string Balanced() => _pipeline.Method switch
    {
        "none" => "prepared",
        "class-weight" => "ml.Data.AddBalancedWeights(prepared)",
        { } method => $"ml.Data.Resample(prepared, new {ScriptParts.Sampler(method)} {{ Seed = {summary.Options.Seed} }}, features: \"{(UsesBert ? "BertFeatures" : "Constant")}\")",
    };

    private string Trainer()
    {
        string weight = _pipeline.Method == "class-weight" ? ", ExampleWeightColumnName = \"Weight\"" : "", c = ScriptParts.Number(_pipeline.C ?? 0);
        string common = $"FeatureColumnName = \"{Column}\", LabelColumnName = \"{LabelColumn}\"{weight}";
        string sdca = $"{common}, L2Regularization = (float)(1 / ({c} * (balanced.GetRowCount() ?? of.Length))), NumberOfThreads = 1, MaximumNumberOfIterations = 50";
        string lbfgs = $"{common}, L1Regularization = 0, L2Regularization = (float)(1 / {c}), NumberOfThreads = 1";
        string perceptron = $"alone.BinaryClassification.Trainers.AveragedPerceptron(new AveragedPerceptronTrainer.Options {{ FeatureColumnName = \"{Column}\", LabelColumnName = \"{LabelColumn}\", NumberOfIterations = 10 }})";
        string lightGbm = $"{common}, NumberOfThreads = 1, Seed = Seed";
        string create = (LabelColumn, _pipeline.Trainer) switch
        {
            ("Number", LightGbm.Name) => $"alone.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options {{ {lightGbm} }})",
            ("Positive", LightGbm.Name) => $"alone.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options {{ {lightGbm} }})",
            (_, LightGbm.Name) => $"alone.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options {{ {lightGbm} }})",
            ("Number", _) => $"alone.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options {{ {sdca}, BiasLearningRate = 0 }})",
            ("Positive", "sdca") => $"alone.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options {{ {sdca} }})",
            ("Positive", "lbfgs") => $"alone.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options {{ {lbfgs} }})",
            ("Positive", _) => $"{perceptron}.Append(alone.BinaryClassification.Calibrators.Platt(\"Positive\"))",
            (_, "sdca") => $"alone.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options {{ {sdca} }})",
            (_, "lbfgs") => $"alone.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options {{ {lbfgs} }})",
            _ => $"alone.MulticlassClassification.Trainers.OneVersusAll({perceptron})",
        };
        return $"var alone = new MLContext(Seed);\n    var trained = {create}\n        .Fit(ml.Data.Cache(joined.Transform(balanced)));";
    }

    private string TwoClasses()
    {
        if (_result.PositiveClass == null)
            return "";

        string threshold = $"(float){ScriptParts.Number(_result.Threshold!.Value)}", model = IsLightGbm ? "LightGbmBinaryModelParameters" : "LinearBinaryModelParameters";
        return _pipeline.Trainer == "averaged-perceptron"
            ? $"\n// The threshold was chosen on cross-validated scores.\nITransformer Decide(TransformerChain<CalibratorTransformer<PlattCalibrator>> trained) => new TransformerChain<ITransformer>([.. trained.Select(stage => stage is BinaryPredictionTransformer<{model}> perceptron ? ml.BinaryClassification.ChangeModelThreshold(perceptron, {threshold}) : stage)]);\n"
            : $"\n// The threshold was chosen on cross-validated scores.\nITransformer Decide(BinaryPredictionTransformer<CalibratedModelParametersBase<{model}, PlattCalibrator>> trained) => ml.BinaryClassification.ChangeModelThreshold(trained, {threshold});\n";
    }

    private string Evaluation()
    {
        string print = summary.IsRegression
            ? "void Print(string what, IEnumerable<IDataView> scored)\n{\n    foreach (IDataView view in scored)\n    {\n        RegressionMetrics metrics = ml.Regression.Evaluate(view, \"Number\");\n        Console.WriteLine($\"{what}: r2 {metrics.RSquared:0.000}, mae {metrics.MeanAbsoluteError:0.000}, rmse {metrics.RootMeanSquaredError:0.000}\");\n    }\n}"
            : $"void Print(string what, IEnumerable<IDataView> scored)\n{{\n    ImbalancedEvaluation evaluation = ml.{(_result.PositiveClass == null ? "Multiclass" : "Binary")}Classification.EvaluateImbalanced(scored, \"{LabelColumn}\");\n    Console.WriteLine($\"{{what}}: balanced-accuracy {{evaluation.Metrics.Confusion.BalancedAccuracy:0.000}}, macro-f1 {{evaluation.Metrics.Confusion.MacroF1:0.000}}, accuracy {{evaluation.Metrics.Confusion.Accuracy:0.000}}\");\n}}";
        string holdOut = _result.HoldOut == null ? "" : "Print(\"hold-out\", [Fit(Rows(of => of >= 0)).Transform(View(Rows(of => of < 0)))]);\n";
        return $"Print(\"cross-validation\", [.. Enumerable.Range(0, folds.Max() + 1).Select(fold => Fit(Rows(of => of >= 0 && of != fold)).Transform(View(Rows(of => of == fold))))]);\n{holdOut}{print}\n";
    }

    private string Keep()
    {
        string rows = _result.IsRefitted || _result.HoldOut == null ? "Rows(_ => true)" : "Rows(of => of >= 0)";
        string begin = $"int[] kept = {rows};\nITransformer fitted = Fit(kept);\nIDataView example = fitted.Transform(View(kept));\n";
        string priors = $"TrainingPriors = [{ScriptParts.Numbers(_result.TrainingPriors)}], DataPriors = [{ScriptParts.Numbers(_result.DataPriors)}], Temperature = {ScriptParts.Number(_result.Temperature)}";
        string end = "ml.Model.Save(model, ml.Data.LoadFromEnumerable<ModelInput>([]).Schema, zip);";
        if (summary.IsRegression)
            return $"{begin}ITransformer model = fitted;\n{end}";

        if (_result.PositiveClass is not { } positive)
            return $"{begin}ITransformer corrected = ml.MulticlassClassification.CorrectPrior([{ScriptParts.Numbers(_result.TrainingPriors)}], [{ScriptParts.Numbers(_result.DataPriors)}], temperature: {ScriptParts.Number(_result.Temperature)}).Append(ml.Transforms.Conversion.MapKeyToValue(\"PredictedLabel\")).Fit(example);\nITransformer model = new TransformerChain<ITransformer>(fitted, corrected);\n{end}";

        string names = string.Join(", ", _result.ClassNames.Select(ScriptParts.Text));
        string map = $"new(true, {ScriptParts.Text(_result.ClassNames[positive])}), new(false, {ScriptParts.Text(_result.ClassNames[1 - positive])})";
        return $"{begin}KeyValuePair<bool, string>[] labels = [{map}];\nITransformer corrected = ml.BinaryClassification.CorrectPrior(new PriorCorrectionOptions {{ ProbabilityColumnName = \"Probability\", {priors}, PositiveClass = {positive}, ClassNames = [{names}] }})\n    .Append(ml.Transforms.Conversion.MapValue(\"PredictedLabel\", labels, \"PredictedLabel\")).Fit(example);\nITransformer model = new TransformerChain<ITransformer>(fitted, corrected);\n{end}";
    }
}
