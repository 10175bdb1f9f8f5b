namespace MLNetBert.Encoder.Session;

/// <summary>Has a session run on a provider.</summary>
internal static class ProviderSetup
{
    /// <exception cref="BadInputException">The runtime does not have the provider, or what the provider needs is not there, or it has no such option.</exception>
    public static void Append(SessionOptions session, ExecutionProvider provider)
    {
        if (!provider.Kind.IsInRuntime)
        {
            string[] there = [.. ProviderKind.All.Where(kind => kind.IsInRuntime).Select(kind => kind.Name)];
            throw new BadInputException($"This ONNX Runtime ({OrtEnv.Instance().GetVersionString()}) has no execution provider {provider.Name}, only {string.Join(", ", there)}; {provider.Kind.Source}, or choose cpu.") { Code = "provider.missing", Key = provider.Name };
        }

        try
        {
            Append(session, provider.Name, new Dictionary<string, string>(provider.Options));
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException)
        {
            throw Failed(provider, e);
        }
    }

    /// <summary>The provider is there and does not work.</summary>
    public static BadInputException Failed(ExecutionProvider provider, Exception e) =>
        new($"The execution provider {provider} cannot be used: {RuntimeMessage.Reason(e.Message)}; see that its driver and libraries are there, and that it has such options, or choose cpu.", e) { Code = "provider.failed", Key = provider.Name };

    private static void Append(SessionOptions session, string name, Dictionary<string, string> options)
    {
        switch (name)
        {
            case "cuda":
                AppendCuda(session, options);
                break;
            case "tensorrt":
                var device = options.Where(option => option.Key == ExecutionProvider.DeviceId).ToDictionary();

                // It stands on CUDA, and says of missing libraries only that something is missing.
                using (SessionOptions trial = new())
                    AppendCuda(trial, new(device));
                using (OrtTensorRTProviderOptions tensorRT = new())
                {
                    if (options.Count > 0)
                        tensorRT.UpdateOptions(options);
                    session.AppendExecutionProvider_Tensorrt(tensorRT);
                }

                // For the operators that it does not have.
                AppendCuda(session, device);
                break;
            default:
                session.AppendExecutionProvider(name switch { "dml" => "DML", "coreml" => "CoreML", "openvino" => "OpenVINO", _ => "MIGraphX" }, options);
                break;
        }
    }

    private static void AppendCuda(SessionOptions session, Dictionary<string, string> options)
    {
        // By default it rounds the factors of float32 products to 10 bits.
        options.TryAdd("use_tf32", "0");
        using OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(options);
        session.AppendExecutionProvider_CUDA(cuda);
    }
}
