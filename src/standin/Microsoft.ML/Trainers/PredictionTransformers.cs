using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(MulticlassPrediction), null, typeof(SignatureLoadModel), "", MulticlassPrediction.LoaderSignature)]
[assembly: LoadableClass(typeof(ITransformer), typeof(BinaryPrediction), null, typeof(SignatureLoadModel), "", BinaryPrediction.LoaderSignature)]

namespace Microsoft.ML.Data
{
    /// <summary>Adds PredictedLabel (a key with the label's values) and Score (a probability a class).</summary>
    public sealed class MulticlassPredictionTransformer<TModel> : RowMapTransformer where TModel : class
    {
        private readonly string[] _names;

        internal MulticlassPredictionTransformer(TModel model, string features, string[] names)
        {
            Model = model;
            FeatureColumnName = features;
            _names = names;
        }

        public TModel Model { get; }

        public string FeatureColumnName { get; }

        internal override RowMap Bind(DataViewSchema inputSchema)
        {
            var features = inputSchema.Require("feature", FeatureColumnName);
            LinearTrainers.CheckFeatures(features);
            return new MulticlassPrediction.Map(inputSchema, features, ((MaximumEntropyModelParameters)(object)Model).Weights, _names);
        }

        internal override void Save(ModelSaveContext ctx)
        {
            ctx.SetVersionInfo(MulticlassPrediction.Version);
            ctx.Writer.Write(FeatureColumnName);
            MulticlassPrediction.Write(ctx.Writer, ((MaximumEntropyModelParameters)(object)Model).Weights);
            ctx.Writer.Write(_names?.Length ?? -1);
            foreach (var name in _names ?? [])
                ctx.Writer.Write(name);
        }
    }

    /// <summary>Adds PredictedLabel, Score and Probability.</summary>
    public sealed class BinaryPredictionTransformer<TModel> : RowMapTransformer where TModel : class
    {
        internal BinaryPredictionTransformer(TModel model, string features)
        {
            Model = model;
            FeatureColumnName = features;
        }

        public TModel Model { get; }

        public string FeatureColumnName { get; }

        private float[] Weights => ((CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)(object)Model).SubModel.AllWeights;

        internal override RowMap Bind(DataViewSchema inputSchema)
        {
            var features = inputSchema.Require("feature", FeatureColumnName);
            LinearTrainers.CheckFeatures(features);
            return new BinaryPrediction.Map(inputSchema, features, [Weights]);
        }

        internal override void Save(ModelSaveContext ctx)
        {
            ctx.SetVersionInfo(BinaryPrediction.Version);
            ctx.Writer.Write(FeatureColumnName);
            MulticlassPrediction.Write(ctx.Writer, [Weights]);
        }
    }
}

namespace Microsoft.ML.Trainers
{
    internal static class MulticlassPrediction
    {
        public const string LoaderSignature = "MulticlassPredXfer";

        public static VersionInfo Version { get; } = new("MCPREDXF", 1, 1, 1, typeof(MulticlassPrediction).Assembly.FullName, LoaderSignature);

        public static void Write(BinaryWriter writer, float[][] weights)
        {
            writer.Write(weights.Length);
            foreach (var row in weights)
            {
                writer.Write(row.Length);
                foreach (var weight in row)
                    writer.Write(weight);
            }
        }

        public static float[][] Read(BinaryReader reader)
        {
            var weights = new float[reader.ReadInt32()][];
            for (var k = 0; k < weights.Length; k++)
            {
                weights[k] = new float[reader.ReadInt32()];
                for (var i = 0; i < weights[k].Length; i++)
                    weights[k][i] = reader.ReadSingle();
            }

            return weights;
        }

        private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            var features = ctx.Reader.ReadString();
            var weights = Read(ctx.Reader);
            var count = ctx.Reader.ReadInt32();
            var names = count < 0 ? null : new string[count];
            for (var i = 0; i < count; i++)
                names[i] = ctx.Reader.ReadString();
            return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(new(weights), features, names);
        }

        internal sealed class Map(DataViewSchema schema, DataViewSchema.Column features, float[][] weights, string[] names)
            : RowMap(schema, [features.Index], PredictedLabel(weights.Length, names), Score(weights.Length, names))
        {
            public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
            {
                if (!active.Contains(true))
                    return new Delegate[2];
                var getter = row.GetGetter<VBuffer<float>>(features);
                VBuffer<float> value = default;
                var x = new float[((VectorDataViewType)features.Type).Size];
                var scores = new float[weights.Length];
                return
                [
                    (ValueGetter<uint>)((ref uint label) =>
                    {
                        Compute();
                        label = (uint)Array.IndexOf(scores, scores.Max()) + 1;
                    }),
                    (ValueGetter<VBuffer<float>>)((ref VBuffer<float> score) =>
                    {
                        Compute();
                        new VBuffer<float>(scores.Length, scores).CopyTo(ref score);
                    }),
                ];

                void Compute()
                {
                    getter(ref value);
                    value.CopyTo(x);
                    StochasticDualCoordinateAscent.Score(weights, x, scores);
                    StochasticDualCoordinateAscent.ToProbabilities(scores);
                }
            }

            private static DataViewSchema.DetachedColumn PredictedLabel(int classes, string[] names)
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                if (names != null)
                    annotations.Add(AnnotationKinds.KeyValues, new VectorDataViewType(TextDataViewType.Instance, names.Length), AnnotationKinds.TextGetter(names));
                return new("PredictedLabel", new KeyDataViewType(typeof(uint), classes), annotations.ToAnnotations());
            }

            private static DataViewSchema.DetachedColumn Score(int classes, string[] names)
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                if (names != null)
                    annotations.AddSlotNames(names);
                return new("Score", new VectorDataViewType(NumberDataViewType.Single, classes), annotations.ToAnnotations());
            }
        }
    }

    internal static class BinaryPrediction
    {
        public const string LoaderSignature = "BinaryPredXfer";

        public static VersionInfo Version { get; } = new("BIPREDXF", 1, 1, 1, typeof(BinaryPrediction).Assembly.FullName, LoaderSignature);

        private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            var features = ctx.Reader.ReadString();
            var weights = MulticlassPrediction.Read(ctx.Reader)[0];
            return new BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>(new(new(weights)), features);
        }

        internal sealed class Map(DataViewSchema schema, DataViewSchema.Column features, float[][] weights)
            : RowMap(schema, [features.Index], new("PredictedLabel", BooleanDataViewType.Instance), new("Score", NumberDataViewType.Single), new("Probability", NumberDataViewType.Single))
        {
            public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
            {
                if (!active.Contains(true))
                    return new Delegate[3];
                var getter = row.GetGetter<VBuffer<float>>(features);
                VBuffer<float> value = default;
                var x = new float[((VectorDataViewType)features.Type).Size];
                return
                [
                    (ValueGetter<bool>)((ref bool label) => label = Score() > 0),
                    (ValueGetter<float>)((ref float score) => score = Score()),
                    (ValueGetter<float>)((ref float probability) => probability = 1 / (1 + MathF.Exp(-Score()))),
                ];

                float Score()
                {
                    getter(ref value);
                    value.CopyTo(x);
                    Span<float> score = stackalloc float[1];
                    StochasticDualCoordinateAscent.Score(weights, x, score);
                    return score[0];
                }
            }
        }
    }
}
