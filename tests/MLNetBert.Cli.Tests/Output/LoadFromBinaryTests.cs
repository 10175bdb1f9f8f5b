using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;
using MLNetBert.Cli.Tests.EndToEnd;
using MLNetBert.Cli.Tests.Output;

namespace MLNetBert.Cli.Tests;

/// <summary>What ML.NET itself reads from the .idv that the command writes.</summary>
public sealed class LoadFromBinaryTests : IDisposable
{
    private static readonly string[] Ids = ["plain", "", "Größe 漢字", "😀 a\nb\t\"c\"", "plain"];

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_id_and_bit_is_that_of_npy()
    {
        // Few texts, so that the model has little to do, but rows of several blocks. NAME.ids.txt cannot hold line breaks: there the ids are the rows' numbers.
        string[] ids = [.. Enumerable.Range(0, 1300).Select(row => Ids[row % Ids.Length])];
        string input = _folder.Write("rows.jsonl", string.Concat(ids.Select((id, row) => JsonSerializer.Serialize(new { id, number = $"{row}", text = $"text {row % 7}" }) + "\n")));
        Assert.Equal(0, Command.Run("extract", input, "--out", _folder.File("a.idv"), "--quiet").ExitCode);
        Assert.Equal(0, Command.Run("extract", input, "--out", _folder.File("a.npy"), "--id", "number", "--quiet").ExitCode);

        IDataView view = Load("a.idv");
        Assert.Equal(["Id", "Features"], view.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 384), view.Schema["Features"].Type);
        Assert.Equal(1300, view.GetRowCount());
        Assert.Equal(ids, view.GetColumn<string>("Id"));
        Assert.Equal(Bits(Npy.Read(_folder.File("a.npy")).Values), Bits(view.GetColumn<float[]>("Features").SelectMany(row => row)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    public void Vectors_of_one_value_come_back(int rows)
    {
        using (IFeatureWriter writer = FeatureWriters.Create(_folder.File("a.idv"), Headings.Of(1)))
        {
            for (int row = 0; row < rows; row++)
                writer.Write(new TextRow(Ids[row % Ids.Length], false, "", null, "", 1, 1), [row / 3f]);

            writer.Complete();
        }

        IDataView view = Load("a.idv");
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), view.Schema["Features"].Type);
        Assert.Equal(rows, view.GetRowCount());
        Assert.Equal(Enumerable.Range(0, rows).Select(row => Ids[row % Ids.Length]), view.GetColumn<string>("Id"));
        Assert.Equal(Bits(Enumerable.Range(0, rows).Select(row => row / 3f)), Bits(view.GetColumn<float[]>("Features").Select(row => Assert.Single(row))));
    }

    [Fact]
    public void Resampled_rows_are_shuffled_and_trained_on_as_they_are()
    {
        // 2,000 rows of each class, the classes far apart: more than ML.NET's pool for shuffling holds, so that it jumps between blocks.
        _folder.Write("f.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 2200).Select(row => row < 200 ? $"-1.{row},1\n" : $"1.{row},1\n")));
        _folder.Write("l.csv", "label\n" + string.Concat(Enumerable.Range(0, 2200).Select(row => row < 200 ? "spam\n" : "ham\n")));
        Assert.Equal(0, Command.Run("resample", _folder.File("f.csv"), "--labels", _folder.File("l.csv"), "--method", "random-over-sampler", "--out", _folder.File("b.idv"), "--quiet").ExitCode);

        IDataView view = Load("b.idv");
        Assert.Equal(4000, view.GetRowCount());
        string[] labels = [.. view.GetColumn<string>("Label")];
        Assert.Equal(2000, labels.Count(label => label == "spam"));
        Assert.Equal(view.GetColumn<string>("Id").Order(), _ml.Data.ShuffleRows(view, seed: 3).GetColumn<string>("Id").Order());
        EstimatorChain<KeyToValueMappingTransformer> chain = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        Assert.Equal(labels, chain.Fit(view).Transform(view).GetColumn<string>("PredictedLabel"));
    }

    private IDataView Load(string name) => _ml.Data.LoadFromBinary(_folder.File(name));

    private static IEnumerable<int> Bits(IEnumerable<float> values) => values.Select(BitConverter.SingleToInt32Bits);
}
