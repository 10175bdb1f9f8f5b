namespace Microsoft.ML.Runtime;

/// <summary>Where components live. Nothing but passing it on is asked of it here.</summary>
public interface IHostEnvironment
{
}
