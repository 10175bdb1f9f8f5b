using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class FeaturizeBertTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    [InlineData("tiny-xlm-roberta")]
    public void Gives_each_row_the_bits_of_the_featurizer(string name)
    {
        BertModel model = TinyModel.Get(name);
        Row[] rows = Texts.Rows(300);
        var featurizer = new BertFeaturizer(model);

        Featurized[] found = Featurize(rows, "Text", model);

        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(featurizer.Featurize(rows[i].Text!), found[i].Features);
    }

    [Fact]
    public void Keeps_the_order_and_the_other_columns()
    {
        Row[] rows = Texts.Rows(200);

        Featurized[] found = Featurize(rows, "Text", TinyModel.Bert);

        Assert.Equal(rows.Select(r => r.Number), found.Select(r => r.Number));
        Assert.Equal(rows.Select(r => r.Text), found.Select(r => r.Text));
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i].Vector, found[i].Vector);
            Assert.Equal(rows[i].Variable, found[i].Variable);
        }
    }

    [Fact]
    public void Keeps_row_ids_and_counts_positions()
    {
        IDataView data = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(Texts.Rows(200)), testFraction: 0.5, seed: 3).TrainSet;
        IDataView view = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data);
        using DataViewRowCursor plain = data.GetRowCursor(data.Schema);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        DataViewRowId expected = default, id = default;
        (ValueGetter<DataViewRowId>? plainId, ValueGetter<DataViewRowId>? getId) = (plain.GetIdGetter(), cursor.GetIdGetter());
        for (int position = 0; plain.MoveNext(); position++)
        {
            Assert.True(cursor.MoveNext());
            plainId(ref expected);
            getId(ref id);
            Assert.Equal(expected, id);
            Assert.Equal(position, cursor.Position);
            Assert.Equal(plain.Batch, cursor.Batch);
        }

        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Reads_pairs_from_two_columns()
    {
        Row[] rows = Texts.Rows(60);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        var options = new BertFeaturizingOptions { InputColumnName = "Text", TextPairColumnName = "Second" };
        float[][] found = _ml.Transforms.Text.FeaturizeBert(options, TinyModel.Bert).Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
        var featurizer = new BertFeaturizer(TinyModel.Bert);

        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(featurizer.Featurize(rows[i].Text!, rows[i].Second!), found[i]);
    }

    [Fact]
    public void A_missing_text_is_the_empty_text()
    {
        Featurized[] found = Featurize([new Row { Text = null }, new Row { Text = "" }], "Text", TinyModel.Bert);
        float[] empty = new BertFeaturizer(TinyModel.Bert).Featurize("");

        Assert.Equal(empty, found[0].Features);
        Assert.Equal(empty, found[1].Features);
    }

    [Theory]
    [InlineData("mean", true)]
    [InlineData("cls+max", false)]
    [InlineData("weightedmean", null)]
    public void Says_its_size_its_slots_and_whether_it_is_normalized(string pooling, bool? normalize)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        var options = new BertFeaturizingOptions { InputColumnName = "Text", Pooling = TokenPooling.Parse(pooling), Normalize = normalize };
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert(options, TinyModel.Bert).Fit(data);
        DataViewSchema.Column column = transformer.GetOutputSchema(data.Schema)["Features"];

        string[] modes = pooling.Split('+');
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 32 * modes.Length), column.Type);
        Assert.True(column.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(modes.SelectMany(mode => Enumerable.Range(0, 32).Select(i => $"{mode}.{i}")), names.DenseValues().Select(n => n.ToString()));
        Assert.Equal(normalize ?? TinyModel.Bert.DefaultNormalize, column.IsNormalized());
    }

    [Fact]
    public void Cuts_at_the_length_of_the_options()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(40));
        var options = new BertFeaturizingOptions { InputColumnName = "Text", MaxLength = 5 };
        float[][] found = _ml.Transforms.Text.FeaturizeBert(options, TinyModel.Bert).Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
        var featurizer = new BertFeaturizer(TinyModel.Bert, new FeaturizerOptions { MaxLength = 5 });

        Assert.Equal(Texts.Some(40).Select(text => featurizer.Featurize(text)), found);
    }

    private Featurized[] Featurize(Row[] rows, string column, BertModel model)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        IDataView view = _ml.Transforms.Text.FeaturizeBert("Features", column, model).Fit(data).Transform(data);
        return [.. _ml.Data.CreateEnumerable<Featurized>(view, reuseRowObject: false)];
    }
}
