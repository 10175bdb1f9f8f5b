using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MLNetBert.Tests;

/// <summary>What is read of a folder's JSON files, and what is said of those that contradict each other.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private const string NoRealNumber = "1000000000000000019884624838656";

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-model-").FullName;

    public ModelFolderTests()
    {
        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path("tiny-bert", file), At(file));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, At(Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(30, 20, 30)]
    [InlineData(null, 20, 20)]
    [InlineData(null, null, 40)]
    [InlineData(null, NoRealNumber, 40)]
    [InlineData(1000, null, 40)]
    public void Max_length_comes_from_the_first_file_that_says(object? sentenceBert, object? tokenizer, int expected)
    {
        if (sentenceBert != null)
            Write("sentence_bert_config.json", $"{{\"max_seq_length\": {sentenceBert}}}");
        Write("tokenizer_config.json", tokenizer == null
            ? """{"tokenizer_class": "BertTokenizer", "do_lower_case": true}"""
            : $"{{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": true, \"model_max_length\": {tokenizer}}}");
        using var bert = BertModel.Open(_folder);
        Assert.Equal(expected, bert.MaxLength);
        Assert.Equal(40, bert.MaxPositions);
        Assert.Equal(sentenceBert is 1000, bert.Warnings.Any(warning => warning.Contains("max_seq_length is 1000, but the model holds 40 tokens")));
    }

    [Theory]
    [InlineData("tiny-bert", 40)]
    [InlineData("tiny-albert", 40)]
    [InlineData("tiny-roberta", 40)]
    [InlineData("tiny-mpnet", 40)]
    public void Without_config_json_the_graph_says_how_long_and_how_many(string model, int longest)
    {
        File.Delete(At("config.json"));
        foreach (string file in (string[])["model.onnx", "model_dynamo.onnx"])
        {
            File.Copy(ReferenceModels.Path(model, file), At("model.onnx"), overwrite: true);
            using var bert = BertModel.Open(_folder);
            Assert.Equal(longest, bert.MaxPositions);
            Assert.Equal(1024, bert.VocabularySize);
            Assert.Equal(32, bert.HiddenSize);
        }
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token": true}""", "cls")]
    [InlineData("""{"pooling_mode_cls_token": false, "pooling_mode_lasttoken": true}""", "lasttoken")]
    [InlineData("""{"pooling_mode_mean_sqrt_len_tokens": true, "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": true, "pooling_mode_cls_token": true}""", "cls+max+mean+mean_sqrt_len_tokens")]
    [InlineData("""{"pooling_mode": "weightedmean"}""", "weightedmean")]
    [InlineData("""{"embedding_dimension": 32}""", "mean")]
    [InlineData("""{"pooling_mode": ["cls", "mean"]}""", "cls+mean")]
    public void Pooling_and_normalisation_come_from_the_modules(string config, string expected)
    {
        Write("modules.json", """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
            """);
        Write("1_Pooling/config.json", config);
        using var bert = BertModel.Open(_folder);
        Assert.Equal(TokenPooling.Parse(expected), bert.DefaultPooling);
        Assert.True(bert.DefaultNormalize);
        float[] features = new BertFeaturizer(bert).Featurize("hello");
        Assert.Equal(32 * expected.Split('+').Length, features.Length);
        Assert.Equal(1, features.Sum(value => (double)value * value), 1e-5);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_said_and_shown()
    {
        Write("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer", "do_lower_case": false}""");
        Write("config.json", """{"pad_token_id": 5}""");
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true, "pooling_mode_frob": false, "word_embedding_dimension": 32}""");
        using var bert = BertModel.Open(_folder);
        Assert.Equal(2, bert.Warnings.Count);
        Assert.Contains("do_lower_case is false, but", bert.Warnings[0]);
        Assert.Contains("config.json: pad_token_id is 5, but the tokenizer pads with 0", bert.Warnings[1]);
        Assert.Contains(new ModelFact("lower-casing", "false", "tokenizer_config.json: do_lower_case"), bert.Description);
        Assert.Contains(new ModelFact("pad id", "0", "tokenizer.json: [PAD]"), bert.Description);
    }

    [Fact]
    public void A_module_that_is_not_applied_is_said()
    {
        Write("modules.json", """[{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]""");
        using var bert = BertModel.Open(_folder);
        Assert.Contains("Dense", Assert.Single(bert.Warnings));
        Assert.Equal(PoolingMode.Mean, bert.DefaultPooling);
        Assert.False(bert.DefaultNormalize);
    }

    [Fact]
    public void Onnx_files_are_found_in_their_folder_and_beside_the_vocabulary()
    {
        Directory.CreateDirectory(At("onnx"));
        File.Move(At("model.onnx"), At("onnx/model.onnx"));
        foreach (string path in (string[])[_folder, At("onnx/model.onnx")])
        {
            using var bert = BertModel.Open(path);
            Assert.True(bert.HasTokenizer);
            Assert.Equal(At("onnx/model.onnx"), Path.GetFullPath(bert.ModelFile));
        }

        File.Move(At("onnx/model.onnx"), At("encoder.onnx"));
        using var named = BertModel.Open(_folder);
        Assert.Equal(At("encoder.onnx"), named.ModelFile);
        File.Copy(At("encoder.onnx"), At("other.onnx"));
        Assert.Contains("only encoder.onnx, other.onnx", Refused());
        using var chosen = BertModel.Open(_folder, new BertModelOptions { File = "other.onnx" });
        Assert.Equal(At("other.onnx"), chosen.ModelFile);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        File.Delete(At("model.onnx"));
        Assert.Contains("model.onnx or onnx/model.onnx is expected", Refused());
        Assert.Contains("no model folder", Assert.Throws<BadInputException>(() => BertModel.Open(At("nowhere"))).Message);
        Assert.Contains("no file q.onnx", Assert.Throws<BadInputException>(() => BertModel.Open(_folder, new BertModelOptions { File = "q.onnx" })).Message);

        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"));
        Assert.False(bert.HasTokenizer);
        Assert.Contains("no tokenizer; one of tokenizer.json, vocab.txt", Assert.Throws<BadInputException>(() => new BertFeaturizer(bert)).Message);
    }

    [Fact]
    public void A_vocabulary_larger_than_the_embedding_table_names_both_files()
    {
        File.Copy(Path.Combine(RepositoryFiles.Root, "models", "all-MiniLM-L6-v2", "tokenizer.json"), At("tokenizer.json"), overwrite: true);
        Assert.Matches("tokenizer.json has a vocabulary of 30522 ids, but the model's embedding table has 1024 rows .*model.onnx: .*word_embeddings", Refused());
    }

    [Theory]
    [InlineData("config.json", """{"hidden_size": 64, "vocab_size": 1024}""", "config.json: hidden_size is 64, but the output last_hidden_state .* has vectors of 32")]
    [InlineData("config.json", """{"hidden_size": "32"}""", "config.json: hidden_size must be a number")]
    [InlineData("config.json", """{"max_position_embeddings": 0}""", "config.json: max_position_embeddings must be at least 1, but is 0")]
    [InlineData("config.json", """{"max_position_embeddings": 2, "model_type": "roberta"}""", "leaves no position")]
    [InlineData("config.json", """{"hidden_size": 32""", "config.json is not valid JSON \\(line 1, byte 19\\): it is damaged or cut off, fetch it again.$")]
    [InlineData("modules.json", "", "modules.json is not valid JSON \\(line 1, byte 1\\): it is damaged or cut off, fetch it again.$")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true, "word_embedding_dimension": 768}""", "1_Pooling/config.json: word_embedding_dimension is 768, but the output last_hidden_state .* has vectors of 32")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true, "pooling_mode_frob": true}""", "1_Pooling/config.json: pooling_mode_frob is a pooling that this library does not know; it knows pooling_mode_cls_token")]
    [InlineData("config.json", "[]", "config.json holds no JSON object")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": -5}""", "sentence_bert_config.json: max_seq_length must be at least 1")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 12.5}""", "max_seq_length must be a whole number")]
    [InlineData("modules.json", "{}", "modules.json holds no JSON list")]
    [InlineData("modules.json", """[{"path": "1_Pooling"}]""", "modules.json: \\[0\\].type is missing")]
    [InlineData("modules.json", """[{"type": "a.Pooling", "path": "1_Pooling"}]""", "there is no 1_Pooling/config.json")]
    [InlineData("1_Pooling/config.json", "{}", "no pooling_mode_\\* is true")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode": "median"}""", "pooling_mode: The pooling 'median' is unknown")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token": "yes"}""", "pooling_mode_cls_token must be true or false")]
    public void Files_that_are_wrong_are_named_with_the_key(string file, string json, string message)
    {
        Write(file, json);
        Assert.Matches(message, Refused());
    }

    [Theory]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 2}""", "sentence_bert_config.json: max_seq_length is 2, which leaves no room .* make it at least 3")]
    [InlineData("tokenizer_config.json", """{"model_max_length": 1}""", "tokenizer_config.json: model_max_length is 1, which leaves no room")]
    [InlineData("config.json", """{"max_position_embeddings": 2}""", "config.json: max_position_embeddings is 2, which leaves no room")]
    public void A_length_without_room_for_a_text_is_named_with_its_file_and_key(string file, string json, string message)
    {
        Write(file, json);
        using var bert = BertModel.Open(_folder);
        Assert.Matches(message, Assert.Throws<BadInputException>(() => new BertFeaturizer(bert)).Message);
    }

    [Fact]
    public void Of_two_numbers_of_positions_the_smaller_counts()
    {
        Write("config.json", """{"max_position_embeddings": 64}""");
        using var bert = BertModel.Open(_folder);
        Assert.Equal((40, 40), (bert.MaxPositions, bert.MaxLength));
        Assert.Matches("config.json: max_position_embeddings is 64, but the model holds 40 tokens .*model.onnx: .*position_embeddings", Assert.Single(bert.Warnings));
        Assert.Contains("max length 41", Assert.Throws<ArgumentOutOfRangeException>(() => new BertFeaturizer(bert, new FeaturizerOptions { MaxLength = 41 })).Message);
    }

    [Fact]
    public void A_model_of_word_embeddings_alone_runs_no_texts()
    {
        File.Copy(ReferenceModels.Path("tiny-bert", "model_inputs_embeds.onnx"), At("model.onnx"), overwrite: true);
        using var bert = BertModel.Open(_folder);
        Assert.Contains("takes word embeddings (inputs_embeds) and no token ids", Assert.Throws<BadInputException>(() => new BertFeaturizer(bert)).Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_may_not_be_read_is_named()
    {
        File.Delete(At("model.onnx"));
        UnixFileMode mode = File.GetUnixFileMode(_folder);
        File.SetUnixFileMode(_folder, UnixFileMode.None);
        string message = "";
        Thread reader = new(() =>
        {
            // Root may read everything; as nobody, which holds for this thread and files alone, it may not.
            int before = SetFileSystemUser(65534);
            message = Record.Exception(() => BertModel.Open(_folder)) is BadInputException refused ? refused.Message : "";
            _ = SetFileSystemUser(before);
        });
        reader.Start();
        reader.Join();
        File.SetUnixFileMode(_folder, mode);
        Assert.Contains(_folder, message);
        Assert.EndsWith("check its permissions.", message);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(int user);

    private string Refused() => Assert.Throws<BadInputException>(() => BertModel.Open(_folder)).Message;

    private string At(string file) => Path.Combine(_folder, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
    }
}
