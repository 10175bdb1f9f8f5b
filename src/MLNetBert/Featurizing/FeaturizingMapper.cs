namespace MLNetBert.Featurizing;

/// <summary>The stage bound to a schema. Its own getters run one text at a time: prediction engines use them, cursors look ahead instead.</summary>
/// <param name="inputSchema">The schema.</param>
/// <param name="inputs">The columns with a text, or pair of texts.</param>
/// <param name="outputs">The columns to add.</param>
/// <param name="dimension">How long the vectors are.</param>
/// <param name="one">Writes the vector of one text.</param>
internal sealed class FeaturizingMapper(DataViewSchema inputSchema, DataViewSchema.Column[] inputs, VectorColumn[] outputs, int dimension, Action<TextInput, float[]> one)
    : RowMapper(inputSchema, inputs, [.. outputs.Select(output => output.Column)])
{
    /// <summary>The added columns.</summary>
    public VectorColumn[] Outputs => outputs;

    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];
        var texts = new TextReader(input, Needed);
        float[] vector = new float[dimension];
        TextInput? last = null;
        return [.. outputs.Zip(active, (output, wanted) => wanted ? output.CreateGetter(Current) : null)];

        // Not by position: a row made by hand may have the same for all texts.
        float[] Current()
        {
            TextInput text = texts.Read();
            if (text == last)
                return vector;
            last = null;
            one(text, vector);
            last = text;
            return vector;
        }
    }

    public TextReader ReadTexts(DataViewRow input) => new(input, Needed);

    /// <summary>Reads a row's text, or pair of texts. A missing text is an empty one.</summary>
    internal sealed class TextReader(DataViewRow row, DataViewSchema.Column[] columns)
    {
        private readonly ValueGetter<ReadOnlyMemory<char>> _text = row.GetGetter<ReadOnlyMemory<char>>(columns[0]);
        private readonly ValueGetter<ReadOnlyMemory<char>>? _pair = columns.Length > 1 ? row.GetGetter<ReadOnlyMemory<char>>(columns[1]) : null;
        private ReadOnlyMemory<char> _value;

        public TextInput Read()
        {
            _text(ref _value);
            string text = _value.ToString();
            if (_pair == null)
                return new(text);
            _pair(ref _value);
            return new(text, _value.ToString());
        }
    }
}
