namespace MLNetBert.Saving;

/// <summary>
/// The GPU that an MLContext asks for. It is a choice of the machine: a stage has it of the models that it opens itself, the embedded one and those of saved pipelines, and saves
/// nothing of it.
/// </summary>
internal static class ContextDevice
{
    /// <summary>The options, with the provider of the context's GPU if it asks for one.</summary>
    public static BertModelOptions Apply(BertModelOptions options, IHostEnvironment? environment) => environment is IHostEnvironmentInternal { GpuDeviceId: int device } context
        ? options with { ExecutionProvider = ExecutionProvider.Gpu(device), FallbackToCpu = context.FallbackToCpu }
        : options;

    /// <summary>Tells the context's log if the CPU stands in for its GPU.</summary>
    public static void Tell(BertModel model, IHostEnvironment? environment)
    {
        if (environment == null || model.FallbackReason is not { } reason)
            return;
        using IChannel channel = environment.Start(nameof(BertModel));
        channel.Warning(MessageSensitivity.None, $"The model runs on the CPU. {reason}");
    }
}
