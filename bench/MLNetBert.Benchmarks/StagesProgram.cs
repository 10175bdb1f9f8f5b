using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks;

/// <summary>The ML.NET stages against the featurizer that <c>extract</c> uses, the stages apart, ready-made features and a bare run of the session.</summary>
internal static class StagesProgram
{
    private const int Rounds = 3;

    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int rows = args.Length > 0 ? int.Parse(args[0]) : 4300;
        var ml = new MLContext(seed: 1);
        string csv = Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");
        Mail[] mails = ml.Data.CreateEnumerable<Mail>(ml.Data.LoadFromTextFile<Mail>(csv, ',', hasHeader: true, allowQuoting: true), reuseRowObject: false).ToArray();
        // Fewer rows are taken from the whole file, which is sorted by class.
        mails = [.. Enumerable.Range(0, rows).Select(i => mails[(int)((long)i * mails.Length / rows)])];
        using var bert = BertModel.Open();
        Rates(ml, bert, mails);
        Fits(ml, bert, mails);
        Latencies(ml, bert, mails);
        return 0;
    }

    private static void Rates(MLContext ml, BertModel bert, Mail[] mails)
    {
        IDataView data = ml.Data.LoadFromEnumerable(mails);
        string[] texts = Array.ConvertAll(mails, mail => mail.Text);
        string file = Path.GetTempFileName();
        bert.SaveSinglePrecision(file);
        TransformerChain<TokenPoolingTransformer> staged = ml.Transforms.Text.TokenizeBert("Text", bert)
            .Append(ml.Transforms.ApplyOnnxModel(new OnnxOptions { ModelFile = file, InputColumns = ["input_ids", "attention_mask", "token_type_ids"], OutputColumns = ["last_hidden_state"] }))
            .Append(ml.Transforms.Text.PoolTokens("Features", bert))
            .Fit(data);
        double extract = double.MaxValue, single = double.MaxValue, apart = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            extract = Math.Min(extract, Seconds(() => new BertFeaturizer(bert).FeaturizeStream(texts).Count()));
            single = Math.Min(single, Seconds(() => Read(Single(ml, bert).Fit(data).Transform(data))));
            apart = Math.Min(apart, Seconds(() => Read(staged.Transform(data))));
        }

        File.Delete(file);
        Console.WriteLine($"{mails.Length} rows, the best of {Rounds} rounds");
        Console.WriteLine($"  extract (BertFeaturizer)      {mails.Length / extract,8:0} rows/s");
        Console.WriteLine($"  FeaturizeBert, one pass       {mails.Length / single,8:0} rows/s   {extract / single:0.00} x extract");
        Console.WriteLine($"  stages apart, ApplyOnnxModel  {mails.Length / apart,8:0} rows/s   FeaturizeBert is {apart / single:0.00} x");
    }

    private static void Fits(MLContext ml, BertModel bert, Mail[] mails)
    {
        // Every fourth row or so, so that all classes are among them.
        Mail[] some = [.. mails.Where((_, i) => i % Math.Max(1, mails.Length / 1000) == 0).Take(1000)];
        IDataView data = ml.Data.LoadFromEnumerable(some);
        double whole = double.MaxValue, extract = double.MaxValue, ready = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            whole = Math.Min(whole, Seconds(() => ml.Transforms.Conversion.MapValueToKey("Label").Append(Single(ml, bert)).Append(Trainer(ml)).Fit(data)));
            float[][] features = [];
            extract = Math.Min(extract, Seconds(() => features = [.. new BertFeaturizer(bert).FeaturizeStream(some.Select(m => m.Text)).Select(row => row.Features.ToArray())]));
            var definition = SchemaDefinition.Create(typeof(ReadyMade));
            definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
            IDataView made = ml.Data.LoadFromEnumerable(some.Zip(features, (mail, vector) => new ReadyMade { Label = mail.Label, Features = vector }).ToArray(), definition);
            ready = Math.Min(ready, Seconds(() => ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainer(ml)).Fit(made)));
        }

        Console.WriteLine($"Fit with SdcaMaximumEntropy on {some.Length} rows, no cache checkpoint");
        Console.WriteLine($"  whole pipeline {whole:0.00} s; extract {extract:0.00} s + the same fit on ready-made features {ready:0.00} s: {whole / (extract + ready):0.00} x");
    }

    private static void Latencies(MLContext ml, BertModel bert, Mail[] mails)
    {
        IDataView data = ml.Data.LoadFromEnumerable(mails);
        using PredictionEngine<Mail, Vector> engine = ml.Model.CreatePredictionEngine<Mail, Vector>(Single(ml, bert).Fit(data), new PredictionEngineOptions { OwnsTransformer = false });
        Mail[] some = [.. mails.Where((_, i) => i % Math.Max(1, mails.Length / 300) == 0)];
        int[][] ids = Array.ConvertAll(some, mail => bert.Tokenizer.Encode(mail.Text, null, new() { MaxLength = bert.MaxLength }).Ids);
        var vector = new Vector();
        double predict = double.MaxValue, bare = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            bare = Math.Min(bare, Seconds(() =>
            {
                foreach (int[]? text in ids)
                    bert.Run(text, default, default, 1, text.Length);
            }));
            predict = Math.Min(predict, Seconds(() =>
            {
                foreach (Mail mail in some)
                    engine.Predict(mail, ref vector);
            }));
        }

        Console.WriteLine($"One text at a time, {some.Length} texts");
        Console.WriteLine($"  PredictionEngine {1e3 * predict / some.Length:0.00} ms, a bare run of the session {1e3 * bare / some.Length:0.00} ms: {predict / bare:0.00} x");
    }

    private static BertFeaturizingEstimator Single(MLContext ml, BertModel bert) => ml.Transforms.Text.FeaturizeBert("Features", "Text", bert);

    private static IEstimator<ITransformer> Trainer(MLContext ml) => ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 100);

    private static void Read(IDataView view)
    {
        DataViewSchema.Column column = view.Schema["Features"];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
            getter(ref value);
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class Mail
    {
        [LoadColumn(1)]
        public string Label { get; set; } = "";

        [LoadColumn(2)]
        public string Text { get; set; } = "";
    }

    private sealed class ReadyMade
    {
        public string Label { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class Vector
    {
        public float[] Features { get; set; } = [];
    }
}
