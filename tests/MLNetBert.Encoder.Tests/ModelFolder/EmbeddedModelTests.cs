namespace MLNetBert.Tests;

/// <summary>The models that packages bring.</summary>
public class EmbeddedModelTests
{
    [Fact]
    public void The_embedded_model_is_found_beside_the_application()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2");
        Assert.Equal(folder, BertModelFolder.FindEmbedded());
        Assert.Equal(folder, BertModelFolder.FindEmbedded("all-MiniLM-L6-v2"));
        Assert.Equal(Path.Combine(folder, "model.onnx"), BertModelFolder.Find().ModelFile);
    }

    [Fact]
    public void Another_model_is_found_by_its_name()
    {
        string name = $"own-{Guid.NewGuid():N}";
        BadInputException missing = Assert.Throws<BadInputException>(() => BertModelFolder.FindEmbedded(name));
        Assert.Equal("file.missing", missing.Code);
        Assert.Contains($"models/{name}", missing.Message, StringComparison.Ordinal);
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "models", name)).FullName;
        Assert.Equal(folder, BertModelFolder.FindEmbedded(name));
        Directory.Delete(folder);
    }
}
