using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddingService;

/// <summary>A vector as the caller wants it: an array of the shortest decimals that read back to the same float32, or the little-endian bytes of the float32 in base64.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct EncodedVector(ReadOnlyMemory<float> Values, bool Base64)
{
    /// <summary>Writes it; nobody reads one here.</summary>
    internal sealed class Converter : JsonConverter<EncodedVector>
    {
        public override void Write(Utf8JsonWriter writer, EncodedVector value, JsonSerializerOptions options)
        {
            if (value.Base64)
            {
                writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.Values.Span));
                return;
            }

            writer.WriteStartArray();
            foreach (float number in value.Values.Span)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        public override EncodedVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
