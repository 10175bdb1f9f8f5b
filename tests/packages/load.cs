using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out _);
IDataView rows = ml.Data.LoadFromEnumerable(new[] { new { Label = "", Text = "Get rich quick, no risk" }, new { Label = "", Text = "Re: new sequences window" } });
Console.WriteLine($"loaded: {string.Join(", ", model.Transform(rows).GetColumn<string>("PredictedLabel"))}");
(model as IDisposable)?.Dispose();
