namespace MLNetBert.Cli.Tests;

/// <summary>The names of ../RealMLNet's tests, which need more of ML.NET than the stand-in has.</summary>
public class LoadFromBinaryTests
{
    private const string Why = "Needs the real Microsoft.ML packages (MicrosoftML=nuget).";

    [Fact(Skip = Why)]
    public void Every_id_and_bit_is_that_of_npy() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void Vectors_of_one_value_come_back() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void Resampled_rows_are_shuffled_and_trained_on_as_they_are() => Assert.Fail(Why);
}
