using Microsoft.ML;

namespace MLNetBert.StageTests.Conformance;

/// <summary>A stage that was saved and loaded does the same, and saves the same again.</summary>
public class SavedStageTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Stages => Conformance.Stages.Saved;

    [Theory]
    [MemberData(nameof(Stages))]
    public void Saved_loaded_and_saved_again_it_has_the_same_rows_and_bytes(string stage)
    {
        Stage made = Conformance.Stages.Get(stage);
        byte[] saved = Save(made, made.Fitted);
        ITransformer loaded = _ml.Model.Load(new MemoryStream(saved), out _);
        IDataView view = loaded.Transform(made.Data);

        Assert.Equal(RowValues.All(made.View, made.View.Schema), RowValues.All(view, view.Schema));
        Assert.Equal(SavedZip.Entries(saved), SavedZip.Entries(Save(made, loaded)));
    }

    private byte[] Save(Stage stage, ITransformer transformer)
    {
        using var saved = new MemoryStream();
        _ml.Model.Save(transformer, stage.Data.Schema, saved);
        return saved.ToArray();
    }
}
