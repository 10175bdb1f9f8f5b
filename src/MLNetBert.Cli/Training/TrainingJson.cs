namespace MLNetBert.Cli.Training;

/// <summary>A training for programs; docs/train.schema.json says what is in it. The model card is the same without the pipelines that were not chosen.</summary>
internal static class TrainingJson
{
    /// <summary>The format; a newer one is refused by predict.</summary>
    public const int Format = 1;

    /// <summary>Writes one object and a line break.</summary>
    public static void Write(ByteSink sink, TrainingSummary summary, bool withCells)
    {
        using (var json = new Utf8JsonWriter(sink, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            TextClassifierResult result = summary.Result;
            json.WriteStartObject();
            json.WriteNumber("format"u8, Format);
            json.WriteString("task"u8, summary.IsRegression ? "regression" : "classification");
            Data(json, summary);
            json.WriteString("metric"u8, result.Metric);
            json.WriteString("metric_reason"u8, result.MetricReason);
            Pipeline(json, "pipeline"u8, result.Pipeline);
            Pipeline(json, "best"u8, result.Best);
            Evaluation(json, "cross_validation"u8, result, result.CrossValidation);
            if (result.HoldOut != null)
                Evaluation(json, "hold_out"u8, result, result.HoldOut);

            json.WriteNumber("commonest"u8, result.Commonest);
            Model(json, summary);
            if (withCells)
                Cells(json, result);

            if (result.LearningCurve.Count > 0)
                Curve(json, result);

            json.WriteStartArray("notes"u8);
            foreach (string note in result.Notes)
                json.WriteStringValue(note);

            json.WriteEndArray();
            json.WriteEndObject();
        }

        sink.Write("\n"u8);
    }

    private static void Data(Utf8JsonWriter json, TrainingSummary summary)
    {
        TextClassifierResult result = summary.Result;
        json.WriteStartObject("data"u8);
        json.WriteStartArray("files"u8);
        foreach (string source in summary.Data.Sources)
            json.WriteStringValue(source);

        json.WriteEndArray();
        json.WriteString("sha256"u8, summary.Data.Hash());
        json.WriteString("text"u8, summary.Text);
        if (summary.TextPair != null)
            json.WriteString("text_pair"u8, summary.TextPair);

        json.WriteString("label"u8, summary.Label);
        json.WriteNumber("rows"u8, summary.Data.Rows.Count);
        json.WriteNumber("groups"u8, result.Split.Groups);
        json.WriteNumber("repeated_texts"u8, result.Split.RepeatedTexts.Count);
        json.WriteNumber("hold_out_rows"u8, result.Split.HoldOutRows);
        json.WriteNumber("folds"u8, result.Split.Folds);
        json.WriteNumber("seed"u8, summary.Options.Seed);
        json.WriteStartObject("classes"u8);
        for (int i = 0; i < result.ClassNames.Count; i++)
            json.WriteNumber(result.ClassNames[i], result.ClassCounts[i]);

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Model(Utf8JsonWriter json, TrainingSummary summary)
    {
        TextClassifierResult result = summary.Result;
        if (result.Threshold is { } threshold)
        {
            json.WriteNumber("threshold"u8, threshold);
            json.WriteString("positive"u8, result.ClassNames[result.PositiveClass!.Value]);
        }

        json.WriteNumber("temperature"u8, result.Temperature);
        json.WriteBoolean("refitted"u8, result.IsRefitted);
        if (result.Fingerprint != null)
        {
            json.WriteString("fingerprint"u8, result.Fingerprint.Value);
            json.WriteStartObject("fingerprint_parts"u8);
            foreach ((string name, string value) in result.Fingerprint.Parts)
                json.WriteString(name, value);

            json.WriteEndObject();
        }

        json.WriteStartObject("versions"u8);
        foreach ((string name, Type type) in new[] { ("MLNetBert", typeof(TextClassifierTrainer)), ("Microsoft.ML", typeof(Microsoft.ML.MLContext)) })
            json.WriteString(name, VersionOf(type));

        if (result.Pipeline.Trainer == LightGbm.Name)
            json.WriteString(LightGbm.Package, LightGbm.Version);

        if (result.Fingerprint?.Parts.FirstOrDefault(part => part.Key == "ONNX Runtime").Value is { } runtime)
            json.WriteString("Microsoft.ML.OnnxRuntime"u8, runtime);

        json.WriteString(".NET"u8, Environment.Version.ToString());
        json.WriteEndObject();
    }

    private static string VersionOf(Type type) =>
        (FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion ?? $"{type.Assembly.GetName().Version}").Split('+')[0];

    private static void Pipeline(Utf8JsonWriter json, ReadOnlySpan<byte> name, TextPipeline pipeline)
    {
        json.WriteStartObject(name);
        Pipeline(json, pipeline);
        json.WriteEndObject();
    }

    private static void Pipeline(Utf8JsonWriter json, TextPipeline pipeline)
    {
        json.WriteString("features"u8, pipeline.Features);
        json.WriteString("method"u8, pipeline.Method);
        json.WriteString("trainer"u8, pipeline.Trainer);
        if (pipeline.C is { } c)
            json.WriteNumber("c"u8, c);
    }

    private static void Evaluation(Utf8JsonWriter json, ReadOnlySpan<byte> name, TextClassifierResult result, TextClassifierEvaluation evaluation)
    {
        json.WriteStartObject(name);
        json.WriteNumber("rows"u8, evaluation.Predictions.Count);
        json.WriteStartObject("metrics"u8);
        foreach ((string metric, MetricInterval value) in evaluation.Metrics)
            EvaluationJson.Interval(json, metric, value);

        json.WriteEndObject();
        if (evaluation.Confusion is { } confusion)
        {
            EvaluationJson.Classes(json, result.ClassNames, confusion, evaluation.Recalls);
            json.WriteNumber("calibration_error_before"u8, evaluation.CalibrationErrorBefore);
            json.WriteNumber("calibration_error"u8, evaluation.CalibrationError);
        }

        json.WriteEndObject();
    }

    private static void Cells(Utf8JsonWriter json, TextClassifierResult result)
    {
        json.WriteStartArray("pipelines"u8);
        foreach (TextClassifierCell cell in result.Cells)
        {
            json.WriteStartObject();
            Pipeline(json, cell.Pipeline);
            if (cell.Metric is { } metric)
                EvaluationJson.Interval(json, "metric", metric);

            json.WriteStartArray("folds"u8);
            foreach (double fold in cell.Folds)
                json.WriteNumberValue(fold);

            json.WriteEndArray();
            json.WriteStartObject("recall"u8);
            for (int i = 0; i < cell.Recalls.Count; i++)
                json.WriteNumber(result.ClassNames[i], cell.Recalls[i]);

            json.WriteEndObject();
            json.WriteBoolean("stopped"u8, cell.IsStopped);
            if (cell.Failure != null)
                json.WriteString("error"u8, cell.Failure);

            json.WriteNumber("seconds"u8, cell.Time.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Curve(Utf8JsonWriter json, TextClassifierResult result)
    {
        json.WriteStartArray("learning_curve"u8);
        foreach (LearningCurvePoint point in result.LearningCurve)
        {
            json.WriteStartObject();
            json.WriteNumber("share"u8, point.Share);
            json.WriteNumber("rows"u8, point.Rows);
            EvaluationJson.Interval(json, "metric", point.Metric);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
