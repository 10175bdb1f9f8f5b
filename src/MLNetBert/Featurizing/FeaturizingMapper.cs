namespace MLNetBert.Featurizing;

/// <summary>The stage bound to a schema. Its own getters run one text at a time: prediction engines use them, cursors look ahead instead.</summary>
internal sealed class FeaturizingMapper(DataViewSchema inputSchema, DataViewSchema.Column[] inputs, DataViewSchema.DetachedColumn output, BertFeaturizer featurizer)
    : RowMapper(inputSchema, inputs, output)
{
    public override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active[0])
            return [null];
        var texts = new TextReader(input, Needed);
        float[] vector = new float[featurizer.Dimension];
        TextInput? last = null;
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                // Not by position: a row made by hand may have the same for all texts.
                TextInput text = texts.Read();
                if (text != last)
                {
                    last = null;
                    if (text.TextPair == null)
                        featurizer.Featurize(text.Text, vector);
                    else
                        featurizer.Featurize(text.Text, text.TextPair, vector);
                    last = text;
                }

                var editor = VBufferEditor.Create(ref value, vector.Length);
                vector.CopyTo(editor.Values);
                value = editor.Commit();
            }),
        ];
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
