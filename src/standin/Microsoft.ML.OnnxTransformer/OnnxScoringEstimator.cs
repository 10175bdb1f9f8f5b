namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Runs an ONNX model once a row. Columns are named as the model's inputs and outputs.</summary>
public sealed class OnnxScoringEstimator : IEstimator<OnnxTransformer>
{
    private readonly OnnxTransformer _transformer;

    internal OnnxScoringEstimator(OnnxOptions options)
    {
        if (!File.Exists(options.ModelFile))
            throw new FileNotFoundException($"Model file {options.ModelFile} does not exists.", options.ModelFile);
        _transformer = new(File.ReadAllBytes(options.ModelFile), options);
    }

    public OnnxTransformer Fit(IDataView input)
    {
        _transformer.Bind(input.Schema);
        return _transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var name in _transformer.Inputs)
        {
            var column = inputSchema.Require("input", name);
            var expected = _transformer.TypeOf(name, input: true).ItemType;
            if (column.ItemType != expected || column.IsKey)
                throw SchemaMismatch.Wrong("input", name, expected.ToString(), column.ItemType.ToString());
        }

        return _transformer.Outputs.Aggregate(inputSchema, (shape, name) => shape.With(SchemaShape.Create(name, _transformer.TypeOf(name, input: false), null)));
    }
}
