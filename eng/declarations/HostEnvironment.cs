namespace Microsoft.ML.Runtime;

/// <summary>What an MLContext says of the machine.</summary>
public interface IHostEnvironmentInternal
{
    bool FallbackToCpu { get; set; }

    int? GpuDeviceId { get; set; }
}
