using System.Globalization;
using MLNetBert.Encoder.Onnx;

namespace MLNetBert.Tests.Models.Onnx;

/// <summary>Graphs that no exporter writes: an error that names the file, and never a hang, another exception or a look at other files.</summary>
public sealed class HostileGraphTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphs").FullName;

    private string Path => System.IO.Path.Combine(_folder, "model.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string[][]> Circles => new()
    {
        { "itself", [["Cast", "a", "a"]] },
        { "two", [["Cast", "a", "b"], ["Identity", "b", "a"]] },
        { "table", [["Cast", "a", "a"], ["Gather", "a,input_ids", "last_hidden_state"]] },
        { "looked up", [["Gather", "w,input_ids", "a"], ["Cast", "b", "b"], ["Cast", "a", "last_hidden_state"]] },
        { "norms", [["Add", "x,y", "s"], ["LayerNormalization", "s,w,w", "x"], ["Add", "x,x", "t"], ["LayerNormalization", "t,w,w", "y"]] },
        { "behind others", [["Relu", "input_ids", "z"], ["Add", "z,c", "a"], ["Relu", "a", "b"], ["Relu", "b", "c"]] },
    };

    [Theory]
    [MemberData(nameof(Circles))]
    public void Operators_in_a_circle(string name, string[][] nodes)
    {
        Assert.NotEmpty(name);
        File.WriteAllBytes(Path, Model(nodes));
        BadInputException refused = Assert.Throws<BadInputException>(() => OnnxGraph.Read(Path));
        Assert.Equal(("model.graph", Path), (refused.Code, refused.File));
        Assert.Throws<BadInputException>(() => BertModel.Open(Path, new() { InputsEmbeds = true }));
        Assert.Throws<BadInputException>(() => BertModel.Open(Path, new() { HiddenLayer = HiddenLayers.Parse("-2") }));
        Assert.Throws<BadInputException>(() => BertModel.Open(Path));
    }

    /// <summary>An optional input and an optional output that are left out have the same name: none.</summary>
    [Fact]
    public void What_is_left_out_makes_no_circle()
    {
        File.WriteAllBytes(Path, Model([["Clip", "x,,y", "a"], ["Dropout", "a", "b,"], ["Clip", "b,,y", "c"]]));
        Assert.True(OnnxGraph.Read(Path).IsSorted);
        Assert.Null(OnnxGraph.Read(Path).ProducerOf(""));
    }

    [Fact]
    public void Operators_out_of_order_are_read()
    {
        File.WriteAllBytes(Path, Model([["Relu", "b", "c"], ["Relu", "a", "b"], ["Relu", "input_ids", "a"]]));
        Assert.False(OnnxGraph.Read(Path).IsSorted);
    }

    /// <summary>A chain so long that a call for each would take the stack.</summary>
    [Fact]
    public void A_long_chain_of_operators()
    {
        string[][] nodes = [.. Enumerable.Range(0, 200_000).Select(i => (string[])["Identity", i == 0 ? "w" : $"v{i}", $"v{i + 1}"])];
        File.WriteAllBytes(Path, Model(nodes, OnnxWriter.Tensor<byte>("w", 10, new byte[4], 1, 2)));
        SinglePrecision.Write(OnnxGraph.Read(Path), Path + ".single");
        Assert.True(File.Exists(Path + ".single"));
    }

    /// <summary>Shapes of the table of word embeddings.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(2, 2, 2)]
    [InlineData(-1, 8)]
    [InlineData(0, 8)]
    [InlineData(2, -4)]
    [InlineData(1L << 40, 8)]
    [InlineData(8, 1L << 40)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(3, 4)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Word_tables_of_odd_shapes(long first, long second = long.MinValue, long third = long.MinValue)
    {
        long[] shape = [.. ((long[])[first, second, third]).Where(size => size != long.MinValue)];
        File.WriteAllBytes(Path, Model([["Gather", "w,input_ids", "last_hidden_state"]], OnnxWriter.Tensor<float>("w", OnnxWriter.Float, new float[8], shape)));
        foreach (BertModelOptions options in (BertModelOptions[])[new(), new() { InputsEmbeds = true }])
        {
            Assert.Throws<BadInputException>(() =>
            {
                using var model = BertModel.Open(Path, options);
                model.WordEmbeddings([0]);
            });
        }
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../secret.bin")]
    [InlineData("a/../../secret.bin")]
    [InlineData("..")]
    public void Weights_outside_the_folder_are_not_looked_at(string location)
    {
        string folder = System.IO.Path.Combine(_folder, "model"), model = System.IO.Path.Combine(folder, "model.onnx");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(System.IO.Path.Combine(_folder, "secret.bin"), new byte[77]);
        File.WriteAllBytes(model, Model([["Gather", "w,input_ids", "last_hidden_state"]], External(location)));
        foreach (BertModelOptions options in (BertModelOptions[])[new() { InputsEmbeds = true }, new() { HiddenLayer = HiddenLayers.Parse("-2") }, new()])
        {
            BadInputException refused = Assert.Throws<BadInputException>(() => BertModel.Open(model, options));
            Assert.DoesNotContain("77", refused.Message);
            Assert.DoesNotContain("bytes", refused.Message);
        }

        BadInputException read = Assert.Throws<BadInputException>(() => OnnxGraph.Read(model));
        Assert.Equal(("model.weights", model), (read.Code, read.File));
    }

    /// <summary>The hub's cache: the files of a folder are links to blobs of another.</summary>
    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-mpnet")]
    public void Links_to_files_are_followed(string name)
    {
        string folder = Linked(name, "../blobs/{0}");
        using var plain = BertModel.Open(folder);
        using var edited = BertModel.Open(folder, new() { InputsEmbeds = true });
        Assert.Equal(plain.WordEmbeddings([1, 2, 3]), edited.WordEmbeddings([1, 2, 3]));
        plain.SaveSinglePrecision(Path);
        Assert.Equal(File.ReadAllBytes(System.IO.Path.Combine(folder, "model.onnx")), File.ReadAllBytes(Path));
    }

    /// <summary>As ONNX Runtime has it: weights may be behind links, but not behind those that leave the folder.</summary>
    [Fact]
    public void Links_to_weights_stay_in_the_folder()
    {
        using (var inside = BertModel.Open(Linked("tiny-bert-external", "kept/{0}", kept: true), new() { InputsEmbeds = true }))
            Assert.Equal(32, inside.WordEmbeddings([1]).Length);
        string folder = Linked("tiny-bert-external", "../blobs/{0}");
        foreach (BertModelOptions options in (BertModelOptions[])[new(), new() { InputsEmbeds = true }])
            Assert.DoesNotContain("bytes", Assert.Throws<BadInputException>(() => BertModel.Open(folder, options)).Message);
        Assert.Equal("model.weights", Assert.Throws<BadInputException>(() => OnnxGraph.Read(System.IO.Path.Combine(folder, "model.onnx"))).Code);
    }

    private string Linked(string name, string target, bool kept = false)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(_folder, $"{name}-{kept}")).FullName, other = Directory.CreateDirectory(System.IO.Path.Combine(kept ? folder : _folder, kept ? "kept" : "blobs")).FullName;
        foreach (string file in Directory.GetFiles(ReferenceModels.Path(name)).Where(file => System.IO.Path.GetFileName(file) is "model.onnx" or "model.onnx_data" or "config.json"))
        {
            string blob = $"{name.Length}{System.IO.Path.GetFileName(file)}";
            File.Copy(file, System.IO.Path.Combine(other, blob), overwrite: true);
            File.CreateSymbolicLink(System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)), string.Format(CultureInfo.InvariantCulture, target, blob));
        }

        return folder;
    }

    /// <summary>Where weights begin and how many bytes they have.</summary>
    [Theory]
    [InlineData("9223372036854775807", "32")]
    [InlineData("0", "9223372036854775807")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-1", "32")]
    [InlineData("0", "99999999999999999999")]
    public void Absurd_places_of_weights(string offset, string length)
    {
        File.WriteAllBytes(System.IO.Path.Combine(_folder, "w.bin"), new byte[32]);
        File.WriteAllBytes(Path, Model([["Gather", "w,input_ids", "last_hidden_state"]], External("w.bin", offset, length)));
        Assert.Throws<BadInputException>(() => BertModel.Open(Path, new() { InputsEmbeds = true }));
        Assert.Throws<BadInputException>(() => SinglePrecision.Write(OnnxGraph.Read(Path), Path + ".single"));
    }

    /// <summary>In protobuf the last one counts, for every reader.</summary>
    [Fact]
    public void A_weight_with_two_names_has_the_last()
    {
        ProtoWriter twice = new ProtoWriter().Number(1, 2).Number(1, 4).Number(2, 10).Text(8, "other").Text(8, "w").Field(9, new byte[16]);
        File.WriteAllBytes(Path, Model([["Cast", "w", "table"], ["Gather", "table,input_ids", "last_hidden_state"]], twice));
        SinglePrecision.Write(OnnxGraph.Read(Path), Path + ".single");
        Assert.Equal(OnnxWriter.Float, OnnxGraph.Read(Path + ".single").Initializers["w"].ElementType);
    }

    private static ProtoWriter External(string location, string offset = "0", string length = "32")
    {
        ProtoWriter tensor = new ProtoWriter().Number(1, 2).Number(1, 4).Number(2, OnnxWriter.Float).Text(8, "w").Number(14, 1);
        foreach ((string key, string value) in ((string, string)[])[("location", location), ("offset", offset), ("length", length)])
            tensor.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        return tensor;
    }

    private static byte[] Model(string[][] nodes, ProtoWriter? weight = null)
    {
        ProtoWriter graph = new();
        foreach (string[] node in nodes)
            graph.Message(1, OnnxWriter.Node(node[0], node[1].Split(','), node[2].Split(','), node[0] == "Cast" ? [OnnxWriter.Int("to", OnnxWriter.Float)] : []));
        graph.Text(2, "g").Message(5, weight ?? OnnxWriter.Tensor<float>("w", OnnxWriter.Float, new float[8], 2, 4))
            .Message(11, OnnxWriter.ValueInfo("input_ids", OnnxWriter.Int64, ["batch", "sequence"]))
            .Message(12, OnnxWriter.ValueInfo("last_hidden_state", OnnxWriter.Float, ["batch", "sequence", "4"]));
        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Number(2, 17)).Bytes.ToArray();
    }
}
