using System.Globalization;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>--pooling logits and --activation, and what inspect says of a classification head.</summary>
public sealed class HeadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _input;

    public HeadTests()
    {
        _model = _folder.File("model");
        Directory.CreateDirectory(_model);
        (float[][] weights, float[] bias) = HeadGraphs.Random(3, 32);
        File.WriteAllBytes(Path.Combine(_model, "model.onnx"), HeadGraphs.Sequence(File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx")), weights, bias));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(_model, Path.GetFileName(file)));
        Config("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\", \"2\": \"phishing\"}, \"problem_type\": \"single_label_classification\"");
        _input = _folder.File("pairs.csv");
        File.WriteAllText(_input, "query,text\nhello,world\nfox,the quick brown fox\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_of_pairs_are_written_as_they_are_or_as_probabilities()
    {
        double[][] logits = Rows(), softmax = Rows("--pooling", "logits", "--activation", "softmax"), sigmoid = Rows("--activation", "sigmoid");
        Assert.Equal(2, logits.Length);
        Assert.Equal(logits, Rows("--pooling", "logits", "--activation", "none"));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(3, logits[i].Length);
            Assert.Equal(logits[i].Select(x => Math.Exp(x) / logits[i].Sum(Math.Exp)), softmax[i], (x, y) => Math.Abs(x - y) < 1e-6);
            Assert.Equal(logits[i].Select(x => 1 / (1 + Math.Exp(-x))), sigmoid[i], (x, y) => Math.Abs(x - y) < 1e-6);
        }
    }

    [Theory]
    [InlineData("--activation relu is unknown; choose softmax, sigmoid, none.", "--activation", "relu")]
    [InlineData("The pooling logits has logits, and scores of labels scaled to unit length no longer say how sure the model is; leave normalize out, or choose another pooling.", "--normalize", "true")]
    [InlineData("The pooling logits has logits, of which no label can be left out; leave the truncated dimension out, or choose another pooling.", "--truncate-dim", "2")]
    public void What_cannot_be_is_refused(string message, params string[] options)
    {
        Command.Result result = Command.Run(["extract", _input, "--text", "query", "--text-pair", "text", "--out", _folder.File("out.csv"), "--model", _model, .. options]);
        Assert.Equal((2, $"mlnetbert: {message}\n"), (result.ExitCode, result.Errors));
        Assert.False(File.Exists(_folder.File("out.csv")));
    }

    [Fact]
    public void Labels_that_are_not_the_graphs_are_refused_and_inspect_says_so()
    {
        string table = Command.Run("inspect", _model).Text;
        Assert.Matches(@"\noutput +logits: logits \(float \[batch, 3\]\) +model\.onnx\n", table);
        Assert.Matches(@"\npooling +logits +model\.onnx\n", table);
        Assert.Matches(@"\nlabels +3: ham, spam, phishing +config\.json: id2label\n", table);
        Assert.Matches(@"\nproblem type +single_label_classification +config\.json: problem_type\n", table);

        Config("\"id2label\": {\"0\": \"ham\", \"1\": \"spam\"}");
        string why = $"{Path.Combine(_model, "config.json")}: id2label has 2 labels, but the output logits of {Path.Combine(_model, "model.onnx")} has 3 values for a text; take the files of one model.";
        Assert.Contains($"\nnote: The pooling logits cannot be used: {why}\n", Command.Run("inspect", _model).Text);
        Command.Result result = Command.Run("extract", _input, "--text", "query", "--out", _folder.File("out.csv"), "--model", _model, "--quiet");
        Assert.Equal((2, $"mlnetbert: {why}\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public void Verify_runs_them_too()
    {
        Command.Result result = Command.Run("verify", _input, "--text", "query", "--text-pair", "text", "--model", _model, "--activation", "softmax", "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("pooling logits", result.Text);
    }

    private double[][] Rows(params string[] options)
    {
        string output = _folder.File("out.csv");
        Command.Result result = Command.Run(["extract", _input, "--text", "query", "--text-pair", "text", "--out", output, "--model", _model, "--quiet", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return [.. File.ReadLines(output).Skip(1).Select(line => line.Split(',').Skip(1).Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
    }

    private void Config(string keys) => File.WriteAllText(Path.Combine(_model, "config.json"), File.ReadAllText(ReferenceModels.Path("tiny-bert", "config.json")).TrimEnd().TrimEnd('}') + $", {keys}}}");
}
