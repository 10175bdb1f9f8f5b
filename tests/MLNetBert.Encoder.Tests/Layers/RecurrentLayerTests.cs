using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

public class RecurrentLayerTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(RepositoryFiles.Reference("layers"), "*_l?_*.npz").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Packed_sequences_are_torchs(string name)
    {
        LayerCase torch = new(name);
        using RecurrentLayer layer = new(torch.Weights, Kind(name));
        Assert.Equal(name.Contains("_bi") ? 2 : 1, layer.Directions);
        Assert.Equal(name.Contains("_l2") ? 2 : 1, layer.Layers);
        RecurrentOutput actual = layer.Apply(torch["x"], torch.Mask, 4, 12, torch.Has("h_0") ? torch["h_0"] : [], torch.Has("c_0") ? torch["c_0"] : []);
        torch.AssertClose("out", actual.Tokens);
        torch.AssertClose("h_n", actual.LastHidden);
        if (name.StartsWith("lstm", StringComparison.Ordinal))
            torch.AssertClose("c_n", actual.LastCell);
        torch.AssertWrong("wrong_h_n", actual.LastHidden);
        if (name.Contains("_bi") && !name.Contains("nobias"))
            torch.AssertWrong("wrong_out", actual.Tokens);
    }

    [Fact]
    public void Padding_anywhere_changes_no_bit()
    {
        LayerCase torch = new("lstm_l2_bi");
        using RecurrentLayer layer = new(torch.Weights, RecurrentKind.Lstm);
        RecurrentOutput right = layer.Apply(torch["x"], torch.Mask, 4, 12);

        // The tokens in the same order, with holes between them: token t of row 0 (5 tokens) at 2 t + 1.
        (float[]? x, int[]? mask) = (new float[4 * 12 * 8], new int[4 * 12]);
        for (int t = 0; t < 5; t++)
        {
            torch["x"].AsSpan(t * 8, 8).CopyTo(x.AsSpan(((2 * t) + 1) * 8));
            mask[(2 * t) + 1] = 1;
        }

        x.AsSpan(0, 8).Fill(1000);
        RecurrentOutput holes = layer.Apply(x, mask, 4, 12);
        for (int t = 0; t < 5; t++)
            Assert.Equal(right.Tokens[(t * 20)..((t + 1) * 20)], holes.Tokens[(((2 * t) + 1) * 20)..(((2 * t) + 2) * 20)]);
        Assert.All(holes.Tokens[..20], value => Assert.Equal(0, value));
        for (int state = 0; state < 4; state++)
            Assert.Equal(right.LastHidden[(state * 40)..((state * 40) + 10)], holes.LastHidden[(state * 40)..((state * 40) + 10)]);
    }

    [Fact]
    public void Rows_without_tokens_keep_their_start_states()
    {
        LayerCase torch = new("lstm_l2_bi_initial");
        using RecurrentLayer layer = new(torch.Weights, RecurrentKind.Lstm);
        int[] mask = torch.Mask;
        mask.AsSpan(12, 12).Clear();
        RecurrentOutput actual = layer.Apply(torch["x"], mask, 4, 12, torch["h_0"], torch["c_0"]);
        Assert.All(actual.Tokens[(12 * 20)..(2 * 12 * 20)], value => Assert.Equal(0, value));
        for (int state = 0; state < 4; state++)
        {
            Assert.Equal(torch["h_0"][((state * 40) + 10)..((state * 40) + 20)], actual.LastHidden[((state * 40) + 10)..((state * 40) + 20)]);
            Assert.Equal(torch["c_0"][((state * 40) + 10)..((state * 40) + 20)], actual.LastCell[((state * 40) + 10)..((state * 40) + 20)]);
        }

        Assert.All(layer.Apply([], [], 0, 12).Tokens, _ => Assert.Fail("There are no rows."));
        Assert.All(layer.Apply([], [], 3, 0).LastHidden, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Weights_of_another_kind_are_refused()
    {
        BadInputException e = Assert.Throws<BadInputException>(() => new RecurrentLayer(new LayerCase("lstm_l1_uni").Weights, RecurrentKind.Gru));
        Assert.Contains("'weight_hh_l0' has the shape [40, 10]; for Gru [3 * hidden, hidden] is expected", e.Message);
        Assert.Contains("no array 'weight_ih_l0'", Assert.Throws<BadInputException>(() => new RecurrentLayer(new LayerCase("attention_bias").Weights, RecurrentKind.Gru)).Message);
    }

    internal static RecurrentKind Kind(string name) => name.Split('_')[0] switch
    {
        "gru" => RecurrentKind.Gru,
        "lstm" => RecurrentKind.Lstm,
        _ when name.StartsWith("rnn_relu", StringComparison.Ordinal) => RecurrentKind.RnnRelu,
        _ => RecurrentKind.RnnTanh,
    };
}
