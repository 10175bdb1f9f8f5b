using System.Runtime.CompilerServices;

namespace MLNetBert.Scoring;

/// <summary>Keeps ONNX Runtime silent when ML.NET's OnnxTransformer, and not the encoder, opens the first session.</summary>
internal static class EncoderTelemetry
{
    /// <summary>Runs when a stage is first used, and has the encoder's assembly do what it does when it is first used.</summary>
#pragma warning disable CA2255 // See the encoder's RuntimeTelemetry.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void SwitchOff() => RuntimeHelpers.RunModuleConstructor(typeof(BertModel).Module.ModuleHandle);
}
