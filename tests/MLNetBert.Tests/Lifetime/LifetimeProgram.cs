using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests;

/// <summary>Run as a process of its own, for what is wrong here takes the process down: cases by name, or stress for some seconds.</summary>
internal static class LifetimeProgram
{
    public static readonly Dictionary<string, Action> Cases = new()
    {
        ["a closed model"] = ClosedModel,
        ["an output of a closed model"] = OutputOfClosedModel,
        ["a model closed while others read"] = ClosedWhileRead,
        ["a closed layer"] = ClosedLayer,
        ["a loaded pipeline after its engine"] = LoadedPipeline,
        ["a fitted pipeline after its engine"] = FittedPipeline,
        ["engines in a hot loop"] = HotLoop,
        ["two folds"] = Folds,
        ["two folds of a layer"] = LayerFolds,
        ["models that nobody closes"] = Forgotten,
        ["threads that run when the process ends"] = StillRunning,
    };

    private static readonly MLContext ML = new(seed: 1);

    public static void Run(string[] arguments)
    {
        if (arguments[0] == "stress")
            new LifetimeStress(seed: int.Parse(arguments[2])).Run(TimeSpan.FromSeconds(int.Parse(arguments[1])));
        else
            Cases[arguments[0]]();
        Console.WriteLine("done");
    }

    public static BertModel Open() => BertModel.Open(TinyModel.Bert.Folder);

    public static byte[] Saved(IEstimator<ITransformer> estimator, IDataView data)
    {
        using MemoryStream saved = new();
        ML.Model.Save(estimator.Fit(data), data.Schema, saved);
        return saved.ToArray();
    }

    public static ITransformer Load(byte[] saved) => ML.Model.Load(new MemoryStream(saved), out _);

    public static float[][] Features(ITransformer transformer, IDataView data) => [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    public static TokenLayerEstimator Layer(string name) => new(new RecurrentLayerOptions
    {
        WeightsPath = MLNetBert.Tests.RepositoryFiles.Reference("layers", $"{name}.safetensors"),
        Kind = RecurrentKind.Lstm,
    });

    private static void ClosedModel()
    {
        BertModel model = Open();
        BertFeaturizer featurizer = new(model);
        featurizer.Featurize("the fox");
        model.Dispose();
        for (int i = 0; i < 10; i++)
        {
            Assert.Throws<ObjectDisposedException>(() => model.Run([2, 5, 3], default, default, 1, 3));
            Assert.Throws<ObjectDisposedException>(() => featurizer.Featurize("the fox"));
        }
    }

    private static void OutputOfClosedModel()
    {
        BertModel model = Open();
        BertOutput output = model.Run([2, 5, 3], default, default, 1, 3);
        float[] before = output.TokenVectors.ToArray();
        model.Dispose();
        using BertModel other = Open();
        for (int i = 0; i < 10; i++)
            other.Run([2, 5 + i, 3], default, default, 1, 3);
        Assert.Equal(before, output.TokenVectors.ToArray());
    }

    private static void ClosedWhileRead()
    {
        for (int round = 0; round < 5; round++)
        {
            BertModel model = Open();
            BertFeaturizer featurizer = new(model, new FeaturizerOptions { Threads = 1 });
            Task[] reading = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => Assert.Throws<ObjectDisposedException>((Action)Read)))];
            Thread.Sleep(20);
            model.Dispose();
            Task.WaitAll(reading);

            void Read()
            {
                while (true)
                    featurizer.Featurize("the quick brown fox");
            }
        }
    }

    private static void ClosedLayer()
    {
        LayerCase torch = new("lstm_l1_uni");
        RecurrentLayer layer = new(torch.Weights, RecurrentKind.Lstm);
        layer.Dispose();
        for (int i = 0; i < 10; i++)
            Assert.Throws<ObjectDisposedException>(() => layer.Apply(torch["x"], torch.Mask, 4, 12));
    }

    private static void LoadedPipeline()
    {
        IDataView data = ML.Data.LoadFromEnumerable(Texts.Rows(20));
        UseAround(Load(Saved(ML.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert), data)), Texts.Rows(20));
        IDataView states = ML.Data.LoadFromEnumerable(LayerStage.Rows(new("lstm_l1_uni"), "x"));
        UseAround(Load(Saved(Layer("lstm_l1_uni"), states)), LayerStage.Rows(new("lstm_l1_uni"), "x"));
    }

    private static void FittedPipeline()
    {
        IDataView data = ML.Data.LoadFromEnumerable(Texts.Rows(20));
        UseAround(ML.Transforms.Conversion.MapValueToKey("Label").Append(ML.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert)).Fit(data), Texts.Rows(20));
        UseAround(ML.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data), Texts.Rows(20));
        IDataView states = ML.Data.LoadFromEnumerable(LayerStage.Rows(new("lstm_l1_uni"), "x"));
        UseAround(Layer("lstm_l1_uni").Fit(states), LayerStage.Rows(new("lstm_l1_uni"), "x"));
    }

    /// <summary>A model is used, then by an engine that owns it, then again, then by another engine.</summary>
    private static void UseAround<TRow>(ITransformer model, TRow[] rows)
        where TRow : class
    {
        IDataView data = ML.Data.LoadFromEnumerable(rows);
        float[][] expected = Features(model, data);
        for (int i = 0; i < 3; i++)
        {
            using (PredictionEngine<TRow, Features> engine = ML.Model.CreatePredictionEngine<TRow, Features>(model))
                Assert.Equal(expected, rows.Select(row => engine.Predict(row).Values));
            Assert.Equal(expected, Features(model, data));
        }
    }

    /// <summary>Hot enough for the compiler to draw the engine's Dispose into its caller, where no stack shows it.</summary>
    private static void HotLoop()
    {
        IDataView data = ML.Data.LoadFromEnumerable(Texts.Rows(3));
        ITransformer model = Load(Saved(ML.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert), data));
        for (int round = 0; round < 12; round++)
        {
            PredictionEngine<Row, Features>[] engines = [.. Enumerable.Range(0, 60).Select(_ => ML.Model.CreatePredictionEngine<Row, Features>(model))];
            foreach (PredictionEngine<Row, Features> engine in engines)
                DisposeOf(engine);
            Thread.Sleep(300);
        }

        Assert.Equal(3, Features(model, data).Length);
        ((IDisposable)model).Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Transform(data));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void DisposeOf(PredictionEngine<Row, Features> engine) => engine.Dispose();
    }

    private static void Folds()
    {
        IDataView data = ML.Data.LoadFromEnumerable(Texts.Rows(20));
        BertFeaturizingEstimator estimator = ML.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert);
        (BertFeaturizingTransformer first, BertFeaturizingTransformer second) = (estimator.Fit(data), estimator.Fit(data));
        float[][] expected = Features(first, data);
        first.Dispose();
        Assert.Equal(expected, Features(second, data));
        Assert.Equal(expected, Features(estimator.Fit(data), data));
        Assert.Throws<ObjectDisposedException>(() => first.Transform(data));
    }

    private static void LayerFolds()
    {
        IDataView data = ML.Data.LoadFromEnumerable(LayerStage.Rows(new("lstm_l1_uni"), "x"));
        TokenLayerEstimator estimator = Layer("lstm_l1_uni");
        (TokenLayerTransformer first, TokenLayerTransformer second) = (estimator.Fit(data), estimator.Fit(data));
        float[][] expected = Features(first, data);
        first.Dispose();
        Assert.Equal(expected, Features(second, data));
        Assert.Equal(expected, Features(estimator.Fit(data), data));
        Assert.Throws<ObjectDisposedException>(() => first.Transform(data));
    }

    private static void Forgotten()
    {
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 3; i++)
            {
                float[] first = new BertFeaturizer(Open()).Featurize("the quick brown fox");
                GC.Collect();
                Assert.Equal(first, new BertFeaturizer(Open()).Featurize("the quick brown fox"));
                GC.WaitForPendingFinalizers();
            }
        });
    }

    private static void StillRunning()
    {
        BertFeaturizer featurizer = new(Open(), new FeaturizerOptions { Threads = 1 });
        for (int i = 0; i < 8; i++)
        {
            new Thread(() =>
            {
                while (true)
                    featurizer.Featurize("the quick brown fox");
            })
            { IsBackground = true }.Start();
        }

        Thread.Sleep(200);
    }
}
