using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNetBert.Tests.OnnxRuntime;

/// <summary>What the encoder relies on in ONNX Runtime.</summary>
public class RuntimeTests
{
    private static readonly string Lstm = RepositoryFiles.Reference("layers", "lstm_l2_bi_initial.onnx");
    private static readonly Dictionary<string, NpyArray> Expected = Npz.Read(RepositoryFiles.Reference("layers", "lstm_l2_bi_initial.npz"));

    [Fact]
    public void Metadata_of_inputs_and_outputs()
    {
        using var session = new InferenceSession(Lstm);
        Assert.Equal(["x", "lengths", "h_0", "c_0"], session.InputNames);
        Assert.Equal(["out", "h_n", "c_n"], session.OutputNames);
        NodeMetadata x = session.InputMetadata["x"];
        Assert.True(x.IsTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, x.OnnxValueType);
        Assert.Equal(typeof(float), x.ElementType);
        Assert.Equal(TensorElementType.Float, x.ElementDataType);
        Assert.Equal(8, x.Dimensions[2]);
        Assert.Equal(-1, x.Dimensions[0]);
        Assert.Equal("batch", x.SymbolicDimensions[0]);
        Assert.Equal("", x.SymbolicDimensions[2]);
        Assert.Equal(TensorElementType.Int32, session.InputMetadata["lengths"].ElementDataType);
        Assert.NotNull(session.ModelMetadata.ProducerName);
        Assert.Empty(session.ModelMetadata.CustomMetadataMap);
    }

    [Fact]
    public void Runs_from_a_file_as_torch_does()
    {
        using var session = new InferenceSession(Lstm);
        RunAndCompare(session);
    }

    [Fact]
    public void Runs_from_bytes_with_options_as_torch_does()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableMemoryPattern = false,
        };
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        options.AddFreeDimensionOverrideByName("batch", 4);
        using var session = new InferenceSession(File.ReadAllBytes(Lstm), options);
        Assert.Equal(1, options.IntraOpNumThreads);
        Assert.Equal(4, session.InputMetadata["x"].Dimensions[0]);
        RunAndCompare(session);
    }

    [Fact]
    public void The_ways_to_run_agree()
    {
        using var session = new InferenceSession(Lstm);
        using var options = new RunOptions();
        Dictionary<string, OrtValue> inputs = Inputs();
        string[] outputs = ["out", "c_n"];
        using IDisposableReadOnlyCollection<OrtValue> byDictionary = session.Run(options, inputs, outputs);
        using IDisposableReadOnlyCollection<OrtValue> byLists = session.Run(options, inputs.Keys.ToList(), inputs.Values.ToList(), outputs);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> named = session.Run(
            [
                Named("x"),
                NamedOnnxValue.CreateFromTensor("lengths", new DenseTensor<int>(Lengths(), new[] { 4 })),
                Named("h_0"),
                Named("c_0"),
            ],
            outputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            float[] bits = byDictionary[i].GetTensorDataAsSpan<float>().ToArray();
            Assert.Equal(bits, byLists[i].GetTensorDataAsSpan<float>().ToArray());
            Assert.Equal(outputs[i], named[i].Name);
            Assert.Equal(bits, named[i].AsTensor<float>().ToDenseTensor().Buffer.ToArray());
        }

        Dispose(inputs);
    }

    [Fact]
    public void Writes_into_tensors_of_the_caller()
    {
        using var session = new InferenceSession(Lstm);
        using var options = new RunOptions();
        Dictionary<string, OrtValue> inputs = Inputs();
        float[] managed = new float[4 * 12 * 20];
        using var output = OrtValue.CreateTensorValueFromMemory(managed, [4, 12, 20]);
        using var last = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [4, 4, 10]);
        session.Run(options, inputs.Keys.ToList(), inputs.Values.ToList(), ["out", "h_n"], [output, last]);
        AssertClose(Expected["out"].Floats, managed);
        AssertClose(Expected["h_n"].Floats, last.GetTensorDataAsSpan<float>());
        Dispose(inputs);
    }

    [Fact]
    public unsafe void A_tensor_may_lie_in_memory_of_the_caller()
    {
        float[] data = [1, 2, 3, 4, 5, 6, 7];
        fixed (float* p = data)
        {
            using var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [2, 3], (IntPtr)p, 28);
            Assert.Equal([1, 2, 3, 4, 5, 6], value.GetTensorDataAsSpan<float>().ToArray());
            value.GetTensorMutableDataAsSpan<float>()[5] = 60;
            Assert.Equal(60, data[5]);
            Assert.Equal(24, value.GetTensorMutableRawData().Length);
            OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
            Assert.Equal([2L, 3], info.Shape);
            Assert.Equal(2, info.DimensionsCount);
            Assert.Equal(6, info.ElementCount);
            Assert.Equal(TensorElementType.Float, info.ElementDataType);
        }
    }

    [Fact]
    public void Errors_carry_the_code_and_the_name()
    {
        Assert.StartsWith("[ErrorCode:NoSuchFile] ", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("none.onnx")).Message);
        Assert.StartsWith("[ErrorCode:", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3])).Message);
        using var session = new InferenceSession(Lstm);
        using var options = new RunOptions();
        Dictionary<string, OrtValue> inputs = Inputs();
        Assert.Contains("nothing", Assert.Throws<OnnxRuntimeException>(() => session.Run(options, inputs, ["nothing"])).Message);
        using (var wrong = OrtValue.CreateTensorValueFromMemory(new float[4 * 12 * 7], [4, 12, 7]))
        {
            OrtValue right = inputs["x"];
            inputs["x"] = wrong;
            Assert.StartsWith("[ErrorCode:InvalidArgument] ", Assert.Throws<OnnxRuntimeException>(() => session.Run(options, inputs, ["out"])).Message);
            inputs["x"] = right;
        }

        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[5], [2, 3]));
        Assert.Throws<OnnxRuntimeException>(() => inputs["x"].GetTensorDataAsSpan<double>().Length);
        Dispose(inputs);
    }

    [Fact]
    public void A_run_can_be_ended_and_the_session_lives_on()
    {
        using var session = new InferenceSession(Lstm);
        using var options = new RunOptions { Terminate = true };
        Dictionary<string, OrtValue> inputs = Inputs();
        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, inputs, ["out"]));
        options.Terminate = false;
        session.Run(options, inputs, ["out"]).Dispose();
        Dispose(inputs);
    }

    [Fact]
    public void The_environment_names_its_providers()
    {
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
        Assert.StartsWith("1.31.", OrtEnv.Instance().GetVersionString());
        using var options = new SessionOptions();
        Assert.Contains("NoSuchProvider", Assert.Throws<OnnxRuntimeException>(() => options.AppendExecutionProvider("NoSuchProvider")).Message);
    }

    [Theory]
    [InlineData(1.0f, 0x3C00, 0x3F80)]
    [InlineData(-2.5f, 0xC100, 0xC020)]
    [InlineData(0.1f, 0x2E66, 0x3DCD)]
    public void Half_precision_keeps_the_standard_bits(float number, int half, int brain)
    {
        // IEEE 754 binary16 and the upper half of binary32, to the nearest.
        Assert.Equal(half, ((Float16)number).value);
        Assert.Equal(brain, ((BFloat16)number).value);
        Assert.Equal(number, ((Float16)number).ToFloat(), 1e-3);
        Assert.Equal(number, (float)new BFloat16((ushort)brain), 1e-2);
    }

    private static void RunAndCompare(InferenceSession session)
    {
        using var options = new RunOptions();
        Dictionary<string, OrtValue> inputs = Inputs();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, inputs, session.OutputNames);
        for (int i = 0; i < outputs.Count; i++)
            AssertClose(Expected[session.OutputNames[i]].Floats, outputs[i].GetTensorDataAsSpan<float>());

        Dispose(inputs);
    }

    private static Dictionary<string, OrtValue> Inputs() => new()
    {
        ["x"] = OrtValue.CreateTensorValueFromMemory(Expected["x"].Floats, [4, 12, 8]),
        ["lengths"] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Lengths().AsMemory(), [4]),
        ["h_0"] = OrtValue.CreateTensorValueFromMemory(Expected["h_0"].Floats, [4, 4, 10]),
        ["c_0"] = OrtValue.CreateTensorValueFromMemory(Expected["c_0"].Floats, [4, 4, 10]),
    };

    private static int[] Lengths() => Array.ConvertAll(Expected["lengths"].Longs, length => (int)length);

    private static NamedOnnxValue Named(string name) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(Expected[name].Floats, Expected[name].Shape));

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }

    private static void Dispose(Dictionary<string, OrtValue> inputs)
    {
        foreach (OrtValue value in inputs.Values)
            value.Dispose();
    }
}
