namespace MLNetBert.Cli.Commands;

/// <summary>status: how far a job is.</summary>
internal static class StatusCommand
{
    private const int Shown = 20;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The job folder." };
        var check = new Option<bool>("--check") { Description = "Reads all parts, and compares the hash of their bytes; else only their length." };
        var json = new Option<bool>("--json") { Description = "Writes one JSON object instead of lines." };
        var command = new Command("status", "Says how far a job is; exits with 0 if it is complete, else with 4.") { folder, check, json };
        command.SetAction(parsed =>
        {
            OptionValues.RefuseUnknown(parsed, parsed.GetRequiredValue(folder));
            var scan = JobScan.Of(parsed.GetRequiredValue(folder), parsed.GetValue(check), cancellation);
            using var output = OutputFile.Create(FileNames.Standard);
            if (parsed.GetValue(json))
                WriteJson(scan, output.Content);
            else
                output.Content.Write(Encoding.UTF8.GetBytes(Text(scan)));

            output.Finish();
            return scan.IsComplete ? ExitCodes.Done : ExitCodes.Incomplete;
        });
        return command;
    }

    private static string Text(JobScan scan)
    {
        var text = new StringBuilder();
        Line(string.Create(CultureInfo.InvariantCulture, $"parts    {scan.Done:N0} of {scan.Parts.Count:N0} done, {scan.Missing:N0} missing, {scan.Damaged:N0} damaged"));
        Line(string.Create(CultureInfo.InvariantCulture, $"rows     {scan.Rows:N0} of {scan.Plan.Rows:N0}{(scan.BadRows > 0 ? $", and {scan.BadRows} that could not be used" : "")}"));
        if (scan.RowsPerSecond is { } rate)
            Line($"rate     {Summary.Rate(rate)} texts/s{(scan.IsComplete ? "" : $", {Summary.Duration(scan.Left!.Value)} left")}");

        if (scan.Shards is { } shards)
            Line($"missing  {(scan.Plan.Shards > 1 ? $"parts of the shards --array={shards}" : "run the same extract again")}");

        if (scan.OtherKernels is { } others)
            Line($"note: {others}");

        foreach ((int part, PartCheck check) in scan.Parts.Index().Where(part => part.Item.Damage != null).Take(Shown))
            Line($"note: part {part} is damaged: {check.Damage}");

        if (scan.Damaged > Shown)
            Line($"note: {scan.Damaged - Shown} more parts are damaged");

        return text.ToString();

        void Line(string line) => text.Append(Printable.Line(line)).Append('\n');
    }

    private static void WriteJson(JobScan scan, ByteSink sink)
    {
        using (var json = new Utf8JsonWriter(sink, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("job"u8, scan.Plan.Job);
            json.WriteBoolean("complete"u8, scan.IsComplete);
            json.WriteNumber("parts"u8, scan.Parts.Count);
            json.WriteNumber("done"u8, scan.Done);
            json.WriteNumber("missing"u8, scan.Missing);
            json.WriteStartArray("damaged"u8);
            foreach ((int part, PartCheck check) in scan.Parts.Index().Where(part => part.Item.Damage != null))
            {
                json.WriteStartObject();
                json.WriteNumber("part"u8, part);
                json.WriteString("why"u8, check.Damage);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("rows"u8, scan.Plan.Rows);
            json.WriteNumber("rows_done"u8, scan.Rows);
            json.WriteNumber("bad_rows"u8, scan.BadRows);
            WriteNumber(json, "texts_per_second"u8, scan.RowsPerSecond);
            WriteNumber(json, "seconds_left"u8, scan.IsComplete ? 0 : scan.Left?.TotalSeconds);
            json.WriteNumber("shards"u8, scan.Plan.Shards);
            json.WriteString("array"u8, scan.Shards);
            json.WriteStartObject("kernels"u8);
            foreach (IGrouping<string, int> kind in scan.Kernels)
                json.WriteString(kind.Key, JobScan.Ranges([.. kind]));

            json.WriteEndObject();
            json.WriteEndObject();
        }

        sink.Write("\n"u8);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, Math.Round(known, 3));
        else
            json.WriteNull(name);
    }
}
