using Microsoft.ML;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippets of docs/providers.md.</summary>
[Collection("Console")]
public class ProvidersSnippets
{
    [Fact]
    public void A_provider()
    {
        using Said said = new();
        #region provider
        using var bert = BertModel.Open(options: new() { ExecutionProvider = "cuda", FallbackToCpu = true });
        Console.WriteLine(bert.FallbackReason ?? $"The model runs on {bert.ExecutionProvider}.");

        // With options, by ONNX Runtime's names.
        var second = new ExecutionProvider("cuda", new Dictionary<string, string> { ["device_id"] = "1", ["gpu_mem_limit"] = "8589934592" });
        #endregion
        Assert.Matches("Microsoft.ML.OnnxRuntime.Gpu|cannot be used|runs on cuda", said.ToString());
        Assert.Equal("cuda (device_id=1, gpu_mem_limit=8589934592)", second.ToString());
    }

    [Fact]
    public void The_GPU_of_a_context()
    {
        var training = new MLContext(seed: 1);
        IDataView mails = training.Data.LoadFromEnumerable([new { Text = "A cat sleeps on the sofa." }]);
        string path = Path.Combine(Directory.CreateTempSubdirectory("mlnetbert-providers-").FullName, "model.zip");
        training.Model.Save(training.Transforms.Text.FeaturizeBert("Features", "Text").Fit(mails), mails.Schema, path);
        #region context
        var ml = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        ITransformer model = ml.Model.Load(path, out _);
        #endregion
        Assert.Equal(384, ((Microsoft.ML.Data.VectorDataViewType)model.Transform(mails).Schema["Features"].Type).Size);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
