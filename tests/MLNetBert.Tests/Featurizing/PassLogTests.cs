using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>What MLContext.Log hears of a pass that runs the model.</summary>
public class PassLogTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<LoggingEventArgs> _heard = [];

    public PassLogTests() => _ml.Log += (_, message) => _heard.Add(message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Texts_that_are_cut_are_counted_once(bool loaded)
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Text = "a cat" }, new Row { Text = "the cat sat a cat the cat sat" }, new Row { Text = "a cat sat the mail sat a cat" }]);
        ITransformer transformer = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", MaxLength = 6 }, TinyModel.Bert).Fit(data);
        if (loaded)
        {
            using var saved = new MemoryStream();
            _ml.Model.Save(transformer, data.Schema, saved);
            transformer = _ml.Model.Load(saved, out _);
        }

        for (int pass = 0; pass < 3; pass++)
            Assert.Equal(3, transformer.Transform(data).GetColumn<float[]>("Features").Count());

        LoggingEventArgs message = Assert.Single(_heard, message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning);
        Assert.Contains("2 of 3 texts have 6 tokens", message.RawMessage);
        Assert.Contains("FeaturizeBert", message.Source);
    }

    [Fact]
    public void A_short_pass_without_cuts_says_nothing()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(5).Select(row => new Row { Text = "a cat" }));
        Assert.Equal(5, _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data).GetColumn<float[]>("Features").Count());

        Assert.DoesNotContain(_heard, message => message.Source.Contains("FeaturizeBert"));
    }

    [Fact]
    public void A_long_pass_says_how_far_it_is()
    {
        var heard = new List<string>();
        _ml.Log += (_, message) => heard.Add(message.Message);
        TimeSpan clock = TimeSpan.Zero;
        var log = new Featurizing.PassLog(MLNetBert.Saving.MLNetInternals.Environment(_ml.Transforms.Text), "FeaturizeBert", 256, () => clock);
        log.Ran(2048, 0);
        clock = TimeSpan.FromSeconds(6);
        log.Ran(2048, 1);
        clock = TimeSpan.FromSeconds(10);
        log.End();

        Assert.Contains(heard, message => message.Contains("4,096 texts have run so far, 683 a second"));
        Assert.Contains(heard, message => message.Contains("4,096 texts have run, in 10 s"));
        Assert.Contains(heard, message => message.Contains("1 of 4,096"));
    }
}
