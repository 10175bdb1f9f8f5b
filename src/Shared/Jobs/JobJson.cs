using System.Text.Json.Serialization;

namespace MLNetBert.Shared.Jobs;

/// <summary>The files of a job folder as JSON: keys that are missing, null or of another kind are errors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true, IndentSize = 1)]
[JsonSerializable(typeof(JobPlan))]
[JsonSerializable(typeof(JobHead))]
[JsonSerializable(typeof(PartMarker))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>Reads them, and writes them with names as they are.</summary>
    public static JobJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
