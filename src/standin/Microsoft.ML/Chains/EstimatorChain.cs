using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after the other, each on what the ones before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly (IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter)[] _steps;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain() : this([])
    {
    }

    private EstimatorChain((IEstimator<ITransformer>, TransformerScope, bool)[] steps)
    {
        _steps = steps;
        LastEstimator = _steps.LastOrDefault().Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var fitted = new ITransformer[_steps.Length];
        for (var i = 0; i < _steps.Length; i++)
        {
            fitted[i] = _steps[i].Estimator.Fit(input);
            input = fitted[i].Transform(input);
            if (_steps[i].CacheAfter)
                input = new CacheView(input);
        }

        return new(fitted, _steps.Select(s => s.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => _steps.Aggregate(inputSchema, (shape, step) => step.Estimator.GetOutputSchema(shape));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
        => new([.. _steps, (estimator, scope, false)]);

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
        => _steps.Length == 0
            ? throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.")
            : new([.. _steps[..^1], _steps[^1] with { CacheAfter = true }]);
}
