using MLNetBert.Encoder.Models;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Session;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNetBert.Tests.Quantization;

/// <summary>Whether an int8 file's sentinels hold. Run as a process of its own on an emulated processor: the runtime's usual kernels, as programs run them that do not ask for exact sums.</summary>
internal static class KernelProbe
{
    public static void Main(string[] arguments) => Console.WriteLine($"{ProcessorKernels.Name}: {(Refused(arguments[0]) is { } code ? $"refused, {code}" : "right")}");

    /// <summary>The code of the refusal; null if the file's sums are right with the usual kernels.</summary>
    private static string? Refused(string file)
    {
        try
        {
            using NativeSession session = SessionFactory.Open(file, null, typeof(KernelProbe), exactSums: false);
            BertQuantization.Read(file, OnnxFile.Check(file)[BertQuantization.MetadataKey])!.Sentinels.Check(file, ids => Run(session, ids));
            return null;
        }
        catch (BadInputException e)
        {
            return e.Code;
        }
    }

    /// <summary>The token vectors of one text.</summary>
    public static float[] Run(NativeSession session, int[] ids)
    {
        using RunBuffers buffers = new(1, ids.Length);
        buffers.Add(ids, TensorElementType.Int64, ones: false);
        buffers.Add(default, TensorElementType.Int64, ones: true);
        buffers.Add(default, TensorElementType.Int64, ones: false);
        using NativeResults results = session.Run(["input_ids", "attention_mask", "token_type_ids"], buffers.Values, ["last_hidden_state"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
