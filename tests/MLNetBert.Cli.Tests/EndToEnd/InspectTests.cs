using System.Text.Json;

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
}
