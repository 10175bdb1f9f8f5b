namespace MLNetBert.StageTests;

/// <summary>The names of ../RealMLNet's tests, which need more of ML.NET than the stand-in has.</summary>
public class RealMLNetTests
{
    private const string Why = "Needs the real Microsoft.ML packages (MicrosoftML=nuget).";

    [Fact(Skip = Why)]
    public void The_model_runs_once_a_text_under_any_trainer() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void KMeans_takes_the_features() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void CrossValidate_runs_the_model_once_a_text() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void SaveAsBinary_keeps_bits_and_slot_names() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void SaveAsText_writes_every_row() => Assert.Fail(Why);

    [Fact(Skip = Why)]
    public void A_cache_over_the_stage_gives_its_bits() => Assert.Fail(Why);
}
