using Microsoft.ML;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests;

/// <summary>
/// Sixteen threads that open, use, close and forget models, views, featurizers, outputs, layers, transformers and engines at random, each of them in everybody's
/// hands. Nothing may happen but the right bits and <see cref="ObjectDisposedException"/> with the name of a public type.
/// </summary>
internal sealed class LifetimeStress
{
    private const int Threads = 16;
    private const int Places = 4;
    private const int Runs = 10;
    private const string Text = "the quick brown fox";

    private readonly int _seed;
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _texts, _states;
    private readonly LayerCase _torch = new("lstm_l1_uni");
    private readonly byte[] _savedTexts, _savedStates;
    private readonly float[] _expected, _expectedView;
    private readonly float[][] _expectedTexts, _expectedStates;
    private readonly Row[] _rows = Texts.Rows(6);
    private readonly LayerStage.Row[] _stateRows;
    private readonly BertFeaturizingEstimator _featurizing;
    private readonly TokenLayerEstimator _layering = LifetimeProgram.Layer("lstm_l1_uni");

    private readonly BertModel[] _models = new BertModel[Places];
    private readonly RecurrentLayer[] _layers = new RecurrentLayer[Places];
    private readonly ITransformer[] _textStages = new ITransformer[Places];
    private readonly ITransformer[] _layerStages = new ITransformer[Places];
    private readonly (BertOutput Output, float[] Values)[] _outputs = new (BertOutput, float[])[Places];
    private long _done, _refused;
    private Exception? _failure;

    public LifetimeStress(int seed)
    {
        _seed = seed;
        _texts = _ml.Data.LoadFromEnumerable(_rows);
        _stateRows = LayerStage.Rows(_torch, "x");
        _states = _ml.Data.LoadFromEnumerable(_stateRows);
        _featurizing = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", MemoCapacity = 0, Threads = 1 }, TinyModel.Bert);
        _savedTexts = LifetimeProgram.Saved(_featurizing, _texts);
        _savedStates = LifetimeProgram.Saved(_layering, _states);
        _expected = new BertFeaturizer(TinyModel.Bert).Featurize(Text);
        _expectedView = new BertFeaturizer(TinyModel.Bert.WithHiddenLayer(-2)).Featurize(Text);
        _expectedTexts = LifetimeProgram.Features(_featurizing.Fit(_texts), _texts);
        _expectedStates = LifetimeProgram.Features(_layering.Fit(_states), _states);
        Random random = new(seed);
        for (int place = 0; place < Places; place++)
        {
            OpenModel(place);
            OpenLayer(place);
            OpenTextStage(random, place);
            OpenLayerStage(random, place);
            _outputs[place] = Output(place);
        }
    }

    public void Run(TimeSpan time)
    {
        DateTime end = DateTime.UtcNow + time;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() => Work(new Random((_seed * Threads) + i), end)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Console.WriteLine($"seed {_seed}: {_done} uses, {_refused} refused");
        Assert.True(_failure == null, $"{_failure}");
        Assert.True(_done > 10 * Threads && _refused > 0, "Too little was done to show anything.");
    }

    private void Work(Random random, DateTime end)
    {
        while (DateTime.UtcNow < end && _failure == null)
        {
            try
            {
                Use(random, random.Next(Places));
                Interlocked.Increment(ref _done);
            }
            catch (Exception e) when (e.GetBaseException() is ObjectDisposedException { ObjectName: var name } && name.StartsWith("MLNetBert.Ber", StringComparison.Ordinal)
                || e.GetBaseException() is ObjectDisposedException { ObjectName: "MLNetBert.TokenLayerTransformer" or "MLNetBert.Encoder.Layers.RecurrentLayer" })
            {
                Interlocked.Increment(ref _refused);
            }
            catch (Exception e)
            {
                _failure = e;
            }
        }
    }

    private void Use(Random random, int place)
    {
        switch (random.Next(16))
        {
            case 0:
                CloseModel(random, place);
                break;
            case 1:
                _models[place].WithHiddenLayer(-2).Dispose();
                Assert.Equal(_expectedView, new BertFeaturizer(_models[place].WithHiddenLayer(-2)).Featurize(Text));
                break;
            case 2:
                _outputs[place] = Output(place);
                break;
            case 3:
                Assert.Equal(_outputs[place].Values, _outputs[place].Output.TokenVectors.ToArray());
                break;
            case 4:
                Assert.All(new BertFeaturizer(_models[place]).Featurize([Text, Text, "a", Text]).Where((_, i) => i != 2), vector => Assert.Equal(_expected, vector));
                break;
            case 5:
                Assert.True(new BertVerifier(new BertFeaturizer(_models[place])).Run([Text, "a", "the fox"]).Exact);
                break;
            case 6:
                Assert.Equal(_models[place].HiddenSize * 3, _models[place].WordEmbeddings([1, 2, 3]).Length);
                break;
            case 7:
                CloseLayer(random, place);
                break;
            case 8:
                RecurrentLayer layer = _layers[place];
                for (int i = 0; i < Runs; i++)
                    _torch.AssertClose("out", layer.Apply(_torch["x"], _torch.Mask, 4, 12).Tokens);
                break;
            case 9:
                CloseStage(random, _textStages[place]);
                OpenTextStage(random, place);
                break;
            case 10:
                CloseStage(random, _layerStages[place]);
                OpenLayerStage(random, place);
                break;
            case 11:
                Assert.Equal(_expectedTexts, LifetimeProgram.Features(_textStages[place], _texts));
                break;
            case 12:
                Assert.Equal(_expectedStates, LifetimeProgram.Features(_layerStages[place], _states));
                break;
            case 13:
                UseEngine(random, _textStages[place], _rows, _expectedTexts);
                break;
            case 14:
                UseEngine(random, _layerStages[place], _stateRows, _expectedStates);
                break;
            default:
                if (random.Next(20) == 0)
                    GC.Collect();
                BertFeaturizer featurizer = new(_models[place]);
                for (int i = 0; i < Runs; i++)
                    Assert.Equal(_expected, featurizer.Featurize(Text));
                break;
        }
    }

    private void UseEngine<TRow>(Random random, ITransformer stage, TRow[] rows, float[][] expected)
        where TRow : class
    {
        bool owns = random.Next(2) == 0;
        PredictionEngine<TRow, Features> engine = _ml.Model.CreatePredictionEngine<TRow, Features>(stage, new PredictionEngineOptions { OwnsTransformer = owns });
        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(expected[i], engine.Predict(rows[i]).Values);
        if (random.Next(4) > 0)
            engine.Dispose();
    }

    private (BertOutput Output, float[] Values) Output(int place)
    {
        BertOutput output = _models[place].Run([2, 5, 3], default, default, 1, 3);
        return (output, output.TokenVectors.ToArray());
    }

    /// <summary>A quarter of the old ones are left to the garbage collector.</summary>
    private static void Close(Random random, IDisposable? old)
    {
        if (random.Next(4) > 0)
            old?.Dispose();
    }

    private static void CloseStage(Random random, ITransformer stage) => Close(random, stage as IDisposable);

    private void CloseModel(Random random, int place)
    {
        Close(random, _models[place]);
        OpenModel(place);
    }

    private void CloseLayer(Random random, int place)
    {
        Close(random, _layers[place]);
        OpenLayer(place);
    }

    private void OpenModel(int place) => _models[place] = LifetimeProgram.Open();

    private void OpenLayer(int place) => _layers[place] = new RecurrentLayer(_torch.Weights, RecurrentKind.Lstm);

    private void OpenTextStage(Random random, int place) =>
        _textStages[place] = random.Next(2) == 0 ? LifetimeProgram.Load(_savedTexts) : _featurizing.Fit(_texts);

    private void OpenLayerStage(Random random, int place) =>
        _layerStages[place] = random.Next(2) == 0 ? LifetimeProgram.Load(_savedStates) : _layering.Fit(_states);
}
