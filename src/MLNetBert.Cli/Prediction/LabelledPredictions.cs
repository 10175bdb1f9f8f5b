using MLNetBert.Cli.Training;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Cli.Prediction;

/// <summary>Compares predictions with labels that the rows have, and says how good they are.</summary>
internal sealed class LabelledPredictions(IReadOnlyList<string> labels)
{
    private readonly Dictionary<string, int> _places = labels.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place, StringComparer.Ordinal);
    private readonly List<int> _truth = [];
    private readonly List<int> _predicted = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private double _absolute, _squared, _sum, _sumOfSquares;
    private long _numbers;

    /// <summary>Takes a row with its label.</summary>
    public void Add(PredictedRow prediction, string label)
    {
        if (labels.Count == 0)
        {
            if (!double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                throw new BadInputException($"{prediction.Row.Where}: the label is \"{Printable.Cut(label)}\", but the model estimates numbers; name the column that has them with --label.") { Code = "row.value", File = prediction.Row.Source, Row = prediction.Row.Row };

            double error = number - prediction.Scores[0];
            (_absolute, _squared, _sum, _sumOfSquares, _numbers) = (_absolute + Math.Abs(error), _squared + (error * error), _sum + number, _sumOfSquares + (number * number), _numbers + 1);
            return;
        }

        if (!_places.TryGetValue(label, out int place))
        {
            // A class that was never learnt is never found; it counts, behind those that were.
            _unknown.Add(label);
            _places[label] = place = _places.Count;
        }

        _truth.Add(place);
        _predicted.Add(_places[prediction.Label!]);
    }

    /// <summary>The classes that the model does not know, if any.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    /// <summary>The numbers as a table.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        List<string[]> lines = [["metric", "value"], .. Metrics().Select(metric => (string[])[metric.Name, Number(metric.Value)])];
        TextTable.Write(text, lines, column => column == 0);
        if (labels.Count == 0)
            return text.ToString();

        var confusion = new ClassConfusionMatrix([.. _truth], [.. _predicted]);
        lines = [["class", "rows", "precision", "recall", "F1"]];
        foreach ((string name, int place) in Names().Select((name, place) => (name, confusion.Labels.IndexOf(place))).Where(pair => pair.Item2 >= 0))
            lines.Add([Printable.Line(Printable.Cut(name)), confusion.Support(place).ToString("N0", CultureInfo.InvariantCulture), Number(confusion.Precision(place)), Number(confusion.Recall(place)), Number(confusion.F1(place))]);

        text.Append('\n');
        TextTable.Write(text, lines, column => column == 0);
        return text.ToString();
    }

    /// <summary>The same as one object.</summary>
    public void Json(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format"u8, TrainingJson.Format);
        json.WriteNumber("rows"u8, Math.Max(_truth.Count, _numbers));
        json.WriteStartObject("metrics"u8);
        foreach ((string name, double value) in Metrics())
            json.WriteNumber(name, value);

        json.WriteEndObject();
        if (labels.Count > 0)
            EvaluationJson.Classes(json, Names(), new ClassConfusionMatrix([.. _truth], [.. _predicted]), []);

        json.WriteEndObject();
    }

    private string[] Names() => [.. _places.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    private IEnumerable<(string Name, double Value)> Metrics()
    {
        if (labels.Count > 0)
        {
            var confusion = new ClassConfusionMatrix([.. _truth], [.. _predicted]);
            return [("balanced-accuracy", confusion.BalancedAccuracy), ("macro-f1", confusion.MacroF1), ("accuracy", confusion.Accuracy)];
        }

        double variance = (_sumOfSquares / _numbers) - (_sum / _numbers * (_sum / _numbers));
        return [("r2", variance <= 0 ? 0 : 1 - (_squared / _numbers / variance)), ("mae", _absolute / _numbers), ("rmse", Math.Sqrt(_squared / _numbers))];
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
