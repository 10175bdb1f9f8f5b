using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

public class InspectTests
{
    [Fact]
    public void Tells_what_was_understood_and_from_which_file()
    {
        string table = Command.Run("inspect").Text;
        Assert.Matches(@"\nmax length +256 +sentence_bert_config\.json: max_seq_length\n", table);
        Assert.Matches(@"\npooling +mean +1_Pooling/config\.json: pooling_mode_mean_tokens\n", table);

        JsonElement json = JsonDocument.Parse(Command.Run("inspect", "--json").Output).RootElement;
        JsonElement normalize = json.GetProperty("facts").EnumerateArray().Single(fact => fact.GetProperty("name").GetString() == "normalize");
        Assert.Equal("true", normalize.GetProperty("value").GetString());
        Assert.StartsWith("modules.json", normalize.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("notes").ValueKind);
    }

    [Fact]
    public void Shows_the_modules_of_a_folder_in_order()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-inspect-").FullName;
        void Put(string file, byte[] bytes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
        }

        foreach (string file in (string[])["model.onnx", "config.json"])
            Put(file, File.ReadAllBytes(ReferenceModels.Path("tiny-bert", file)));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            Put(Path.GetFileName(file), File.ReadAllBytes(file));
        Put("modules.json", [.. "[{\"path\":\"\",\"type\":\"sentence_transformers.models.Transformer\"},{\"path\":\"1_Pooling\",\"type\":\"sentence_transformers.models.Pooling\"},{\"path\":\"2_Dense\",\"type\":\"sentence_transformers.models.Dense\"}]"u8]);
        Put("1_Pooling/config.json", [.. "{\"embedding_dimension\":32,\"pooling_mode\":\"mean\"}"u8]);
        Put("2_Dense/config.json", [.. "{\"in_features\":32,\"out_features\":5,\"bias\":false,\"activation_function\":\"torch.nn.modules.linear.Identity\"}"u8]);
        Put("2_Dense/pytorch_model.bin", File.ReadAllBytes(RepositoryFiles.Reference("modules", "dense-nobias.bin")));
        string table = Command.Run("inspect", "--model", folder).Text;
        Assert.Matches(@"\nmodules +Transformer, Pooling, Dense +modules\.json\n", table);
        Assert.Matches(@"\nmodule +Dense: 32 to 5 values, without bias, Identity +2_Dense/config\.json, 2_Dense/pytorch_model\.bin\n", table);
        Directory.Delete(folder, recursive: true);
    }
}
