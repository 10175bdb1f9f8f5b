namespace MLNetBert.Encoder.Layers;

/// <summary>
/// An RNN, GRU or LSTM of one or several layers, in one or both directions, over the tokens that count: like torch's over packed sequences,
/// so that neither the backward direction nor the last state ever sees padding, wherever in the row it is. Run by ONNX Runtime. A row
/// without tokens gives zeros and keeps its start states. A text's bits are the same alone and in a batch. Thread-safe, <see cref="Dispose"/> included.
/// </summary>
public sealed class RecurrentLayer : IDisposable
{
    private readonly RecurrentGraph _graph;
    private readonly NativeSession _session;
    private readonly RecurrentKind _kind;
    private volatile bool _disposed;

    /// <summary>
    /// Takes torch's names: <c>weight_ih_l0</c>, <c>weight_hh_l0</c>, if there are any <c>bias_ih_l0</c> and <c>bias_hh_l0</c>, <c>_l1</c> for the second
    /// layer, and <c>_reverse</c> for the backward direction. The numbers of layers and directions are found from them.
    /// </summary>
    /// <exception cref="BadInputException">An array is missing, or its shape does not fit <paramref name="kind"/>.</exception>
    public RecurrentLayer(LayerWeights weights, RecurrentKind kind)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _kind = kind;
        _graph = new RecurrentGraph(weights, kind);
        _session = SessionFactory.Open(weights.Path, _graph.Write(weights), typeof(RecurrentLayer));
    }

    /// <summary>What kind of layer it is.</summary>
    public RecurrentKind Kind => Opened(_kind);

    /// <summary>The length of a token's vector.</summary>
    public int InputSize => Opened(_graph).InputSize;

    /// <summary>The length of a state.</summary>
    public int HiddenSize => Opened(_graph).HiddenSize;

    /// <summary>The number of layers.</summary>
    public int Layers => Opened(_graph).Layers;

    /// <summary>1, or 2 if there is a backward direction.</summary>
    public int Directions => Opened(_graph).Directions;

    /// <summary>Runs over the tokens that count in every row.</summary>
    /// <param name="tokens">The token vectors, [batch, sequence, <see cref="InputSize"/>].</param>
    /// <param name="mask">0 for padding, [batch, sequence], anywhere in a row; empty: all count.</param>
    /// <param name="batch">The number of rows.</param>
    /// <param name="sequence">The number of tokens per row.</param>
    /// <param name="startHidden">The start states, [layers * directions, batch, hidden] (torch: h_0); empty: zeros.</param>
    /// <param name="startCell">An LSTM's start cell states, in the same shape (torch: c_0); empty: zeros.</param>
    /// <exception cref="ArgumentException">A shape does not fit, or cell states are given to a layer that is not an LSTM.</exception>
    /// <exception cref="ObjectDisposedException">The layer was closed.</exception>
    public RecurrentOutput Apply(
        ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int batch, int sequence, ReadOnlySpan<float> startHidden = default, ReadOnlySpan<float> startCell = default)
    {
        LayerShape.CheckSize(batch, 0, nameof(batch));
        LayerShape.CheckSize(sequence, 0, nameof(sequence));
        LayerShape.Check(tokens.Length, nameof(tokens), "[batch, sequence, inputs]", batch, sequence, InputSize);
        LayerShape.CheckOptional(mask.Length, nameof(mask), "[batch, sequence]", batch, sequence);
        int states = Layers * Directions;
        LayerShape.CheckOptional(startHidden.Length, nameof(startHidden), "[layers * directions, batch, hidden]", states, batch, HiddenSize);
        LayerShape.CheckOptional(startCell.Length, nameof(startCell), "[layers * directions, batch, hidden]", states, batch, HiddenSize);
        if (Kind != RecurrentKind.Lstm && !startCell.IsEmpty)
            throw new ArgumentException($"{nameof(startCell)} is given, but only an LSTM has cell states.", nameof(startCell));

        RecurrentOutput output = new(
            new float[checked(batch * sequence * Directions * HiddenSize)],
            StartStates(startHidden, states * batch),
            Kind == RecurrentKind.Lstm ? StartStates(startCell, states * batch) : []);
        PackedRows packed = new(LayerShape.MaskOrOnes(mask, batch * sequence), batch, sequence);

        // The runtime's RNN multiplies one row in another way than several, with other bits; its GRU and LSTM do not.
        int together = Kind is RecurrentKind.Gru or RecurrentKind.Lstm ? Math.Max(1, packed.Rows.Count) : 1;
        foreach (int[] rows in packed.Rows.Chunk(together))
            _graph.Run(_session, packed, rows, tokens, output);
        return output;
    }

    /// <summary>Closes the session, after the runs that have begun; every other member then throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

    private T Opened<T>(T value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return value;
    }

    private float[] StartStates(ReadOnlySpan<float> given, int vectors) => given.IsEmpty ? new float[checked(vectors * HiddenSize)] : given.ToArray();
}
