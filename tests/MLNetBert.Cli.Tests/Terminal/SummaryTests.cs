using MLNetBert.Cli.Terminal;

namespace MLNetBert.Cli.Tests.Terminal;

public class SummaryTests
{
    [Theory]
    [InlineData(4300, 64510, 3.74, 3.65, "4,300 rows, 64,510 tokens in 3.74 s: 1,150 texts/s, 17,249 tokens/s, 97.6% of the time in the model")]
    [InlineData(1, 4, 0.5, 0.1, "1 row, 4 tokens in 0.50 s: 2.0 texts/s, 8.0 tokens/s, 20.0% of the time in the model")]
    [InlineData(1200, 240000, 75.2, 75.9, "1,200 rows, 240,000 tokens in 1 min 15 s: 16 texts/s, 3,191 tokens/s, 100.0% of the time in the model")]
    public void Extract_tells_rows_rates_and_the_model_share(long rows, long tokens, double seconds, double model, string line) =>
        Assert.Equal(line, new Summary(rows, tokens, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(model)).ToString());

    [Fact]
    public void Without_a_model_there_is_no_share() =>
        Assert.Equal("2 rows, 9 tokens in 0.00 s: 2,000,000 texts/s, 9,000,000 tokens/s", new Summary(2, 9, TimeSpan.Zero).ToString());

    [Theory]
    [InlineData(0.004, "0.00 s")]
    [InlineData(9.99, "9.99 s")]
    [InlineData(9.996, "10.0 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(60, "1 min 0 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(90_000, "25 h 0 min")]
    public void Durations_read_well_at_every_length(double seconds, string text) => Assert.Equal(text, Summary.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.5, true, " 50% [############............] 1,000 rows, 500 texts/s, 2.00 s left")]
    [InlineData(0.5, false, "50%, 1,000 rows, 500 texts/s, 2.00 s left")]
    [InlineData(1.0, true, "100% [########################] 1,000 rows, 500 texts/s, 0.00 s left")]
    [InlineData(null, true, "1,000 rows, 500 texts/s")]
    public void Progress_estimates_the_end(double? share, bool bar, string text) =>
        Assert.Equal(text, Progress.Text(1000, share, TimeSpan.FromSeconds(2), bar));
}
