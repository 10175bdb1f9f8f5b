namespace Microsoft.ML.Trainers
{
    /// <summary>A row of weights a class; the last of each is its bias.</summary>
    public sealed class MaximumEntropyModelParameters
    {
        internal MaximumEntropyModelParameters(float[][] weights) => Weights = weights;

        internal float[][] Weights { get; }
    }

    public sealed class LinearBinaryModelParameters
    {
        internal LinearBinaryModelParameters(float[] weights) => AllWeights = weights;

        public IReadOnlyList<float> Weights => AllWeights[..^1];

        public float Bias => AllWeights[^1];

        internal float[] AllWeights { get; }
    }
}

namespace Microsoft.ML.Calibrators
{
    /// <summary>Only a name here: a logistic model's probability needs no other calibration than its sigmoid.</summary>
    public sealed class PlattCalibrator
    {
        private PlattCalibrator()
        {
        }
    }

    public class CalibratedModelParametersBase<TSubModel, TCalibrator>
    {
        internal CalibratedModelParametersBase(TSubModel subModel) => SubModel = subModel;

        public TSubModel SubModel { get; }
    }
}
