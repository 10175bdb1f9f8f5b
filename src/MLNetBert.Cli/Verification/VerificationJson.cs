namespace MLNetBert.Cli.Verification;

/// <summary>The results for programs: one JSON object.</summary>
internal static class VerificationJson
{
    /// <summary>Writes the object and ends the line.</summary>
    public static void Write(ByteSink sink, IReadOnlyList<FileVerification> files, IReadOnlyList<FailedFile> failed)
    {
        using (var json = new Utf8JsonWriter(sink, PrintableJson.Indented))
        {
            json.WriteStartObject();
            json.WriteBoolean("exact"u8, files.All(file => file.Exact));
            json.WriteStartArray("files"u8);
            foreach (FileVerification file in files)
                File(json, file);

            json.WriteEndArray();
            json.WriteStartArray("failed"u8);
            foreach (FailedFile file in failed)
            {
                json.WriteStartObject();
                json.WriteString("file"u8, file.File);
                json.WriteString("why"u8, file.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        sink.Write("\n"u8);
    }

    private static void File(Utf8JsonWriter json, FileVerification file)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, file.Verifier.Featurizer.Model.ModelFile);
        json.WriteString("precision"u8, file.Verifier.Featurizer.Model.Precision?.ToString().ToLowerInvariant());
        json.WriteString("pooling"u8, file.Verifier.Featurizer.Pooling.ToString());
        json.WriteBoolean("normalize"u8, file.Verifier.Featurizer.Normalize);
        json.WriteNumber("texts"u8, file.Texts);
        json.WriteNumber("tokens"u8, file.Tokens);
        json.WriteBoolean("one_at_a_time"u8, file.Verifier.OneAtATime);
        json.WriteString("one_at_a_time_reason"u8, file.Verifier.Reason);
        json.WriteBoolean("exact"u8, file.Exact);
        json.WriteString("verdict"u8, Verdict.Of(file));
        json.WriteStartArray("ways"u8);
        foreach (WayResult way in file.Ways)
        {
            json.WriteStartObject();
            json.WriteString("way"u8, way.Way.Key());
            json.WriteBoolean("of_extract"u8, way.Way.OfFeaturizer);
            json.WriteNumber("threads"u8, way.Way.Threads);
            if (way.Way.Together is { } together)
                json.WriteNumber("together"u8, together);

            if (way.Way.Kind == VerificationWayKind.Other)
                json.WriteString("other_file"u8, WayNames.OtherFile(file.Verifier));

            json.WriteNumber("texts"u8, way.Texts);
            json.WriteNumber("differing"u8, way.Differing);
            Text(json, "greatest_difference", way.Greatest);
            Text(json, "lowest_cosine", way.LeastCosine);
            json.WriteString("why"u8, Verdict.Why(file, way));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, MovedText? moved)
    {
        json.WritePropertyName(name);
        if (moved == null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WritePropertyName("id"u8);
        JsonLines.Id(json, moved.Item);
        json.WriteString("source"u8, moved.Item.Source);
        json.WriteNumber("row"u8, moved.Item.Row);
        json.WriteNumber("tokens"u8, moved.Tokens);
        json.WriteNumber("padding"u8, moved.Padding);

        // JSON has no infinity: a value that is not a number differs beyond measure.
        Number(json, "difference", moved.Difference.Greatest);
        Number(json, "cosine", moved.Difference.Cosine);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
