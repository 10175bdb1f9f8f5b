#!/usr/bin/env dotnet
#:package Microsoft.ML
#:property PublishAot=false
// Writes rows.idv: the rows of rows.jsonl, as ML.NET's own SaveAsBinary writes them.
//     dotnet run make.cs
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

var folder = Path.GetDirectoryName(Here())!;
var web = new JsonSerializerOptions(JsonSerializerDefaults.Web);
var rows = File.ReadLines(Path.Combine(folder, "rows.jsonl")).Select(line => JsonSerializer.Deserialize<Row>(line, web)!).ToArray();
var ml = new MLContext();
using var file = File.Create(Path.Combine(folder, "rows.idv"));
ml.Data.SaveAsBinary(ml.Data.LoadFromEnumerable(rows), file);

static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

/// <summary>The columns that mlnetbert writes.</summary>
public sealed class Row
{
    public string Id { get; set; } = "";

    [VectorType(3)]
    public float[] Features { get; set; } = [];
}
