using Microsoft.ML;

namespace MLNetBert.StageTests;

/// <summary>MLContext.GpuDeviceId and FallbackToCpu, on a machine whose runtime has no GPU: what a stage opens itself runs there or says why not.</summary>
public class GpuContextTests
{
    private static readonly bool HasGpu = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Any(provider => provider is "CUDAExecutionProvider" or "DmlExecutionProvider" or "MIGraphXExecutionProvider");

    private readonly List<LoggingEventArgs> _heard = [];

    [Fact]
    public void The_embedded_model_runs_on_the_contexts_GPU()
    {
        MLContext strict = Context(fallback: false), usual = new(seed: 1);
        if (HasGpu)
            return;
        BadInputException missing = Assert.Throws<BadInputException>(() => strict.Transforms.Text.FeaturizeBert("Features", "Text"));
        Assert.Equal("provider.missing", missing.Code);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", missing.Message, StringComparison.Ordinal);

        MLContext lenient = Context(fallback: true);
        BertFeaturizer fallen = lenient.Transforms.Text.FeaturizeBert("Features", "Text").Fit(Data(lenient)).Featurizer;
        Assert.Equal(("cpu", false), (fallen.Model.ExecutionProvider.Name, fallen.Model.FallbackReason == null));
        LoggingEventArgs told = Assert.Single(_heard, message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning);
        Assert.Contains("runs on the CPU. This ONNX Runtime", told.RawMessage, StringComparison.Ordinal);
        BertFeaturizer cpu = usual.Transforms.Text.FeaturizeBert("Features", "Text").Fit(Data(usual)).Featurizer;
        Assert.Null(cpu.Model.FallbackReason);
        Assert.Equal(cpu.Featurize("a cat"), fallen.Featurize("a cat"));
    }

    [Fact]
    public void A_callers_model_runs_where_it_was_opened()
    {
        MLContext strict = Context(fallback: false);
        Assert.Same(TinyModel.Bert, strict.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(Data(strict)).Featurizer.Model);
        Assert.DoesNotContain(_heard, message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning);
    }

    /// <summary>Nothing of a processor is saved: who loads a pipeline says what runs it.</summary>
    [Theory]
    [InlineData("FeaturizeBert")]
    [InlineData("ScoreBert")]
    public void A_saved_pipeline_runs_where_the_loading_context_says(string stage)
    {
        MLContext usual = new(seed: 1), strict = Context(fallback: false), lenient = Context(fallback: true);
        using var fallen = BertModel.Open(TinyModel.HeadFolder(3, keep: true), new BertModelOptions { ExecutionProvider = "cuda", FallbackToCpu = true });
        IEstimator<ITransformer> estimator = stage == "ScoreBert" ? usual.Transforms.Text.ScoreBert("Text", fallen) : usual.Transforms.Text.FeaturizeBert("Features", "Text", fallen);
        ITransformer made = estimator.Fit(Data(usual));
        using MemoryStream saved = new();
        usual.Model.Save(made, Data(usual).Schema, saved);
        BertFeaturizer loaded = Featurizer(usual.Model.Load(saved, out _));
        Assert.Equal(("cpu", null), (loaded.Model.ExecutionProvider.Name, loaded.Model.FallbackReason));
        Assert.Equal(Featurizer(made).Featurize("a cat"), loaded.Featurize("a cat"));
        if (HasGpu)
            return;
        Assert.Equal("provider.missing", Assert.IsType<BadInputException>(Record.Exception(() => strict.Model.Load(saved, out _))!.GetBaseException()).Code);
        Assert.NotNull(Featurizer(lenient.Model.Load(saved, out _)).Model.FallbackReason);
        Assert.Contains(_heard, message => message.RawMessage.Contains("runs on the CPU", StringComparison.Ordinal));
    }

    private static BertFeaturizer Featurizer(ITransformer model) => ((BertTextTransformer)(model as BertTextTransformer ?? ((IEnumerable<ITransformer>)model).Single())).Featurizer;

    private static IDataView Data(MLContext context) => context.Data.LoadFromEnumerable(Texts.Rows(3));

    private MLContext Context(bool fallback)
    {
        MLContext context = new(seed: 1) { GpuDeviceId = 0, FallbackToCpu = fallback };
        context.Log += (_, message) => _heard.Add(message);
        return context;
    }
}
