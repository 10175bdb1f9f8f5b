using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>The damaged files of tests/corpora that once led somewhere new: each ends in a sentence, or in arrays no larger than the file.</summary>
public sealed class CorpusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-corpus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("safetensors")]
    [InlineData("npz")]
    [InlineData("bin")]
    public void Damaged_weights_end_in_a_sentence_or_in_arrays(string kind)
    {
        string[] files = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "tests", "corpora", kind));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string path = Path.Combine(_folder, $"w.{kind}");
            File.Copy(file, path, overwrite: true);
            try
            {
                var weights = LayerWeights.Open(path);
                foreach (string name in weights.Names.ToArray())
                    weights.Read(name, [.. weights.Shape(name)]);
            }
            catch (BadInputException e)
            {
                Assert.StartsWith(path, e.Message);
            }
        }
    }
}
