using MLNetBert.Resampling;

namespace MLNetBert.Cli.Resampling.Parameters;

/// <summary>Samplers by name, with parameters as text under imbalanced-learn's names: what the command reads. Thread-safe.</summary>
internal static class Samplers
{
    private static readonly (string Name, Func<SamplerParameters, Sampler> Make)[] Methods =
    [
        ("random-over-sampler", p =>
        {
            (double? width, IReadOnlyDictionary<int, double>? byClass) = p.NumberOrByClass("shrinkage");
            return new RandomOverSampler { Shrinkage = width, ShrinkageByClass = byClass };
        }),
        ("smote", Smote),
        ("smote-nc", p => p.ForColumns("categorical_features") with { KNeighbors = p.Int("k_neighbors", 5) }),
        ("smote-n", p => new SmoteN { KNeighbors = p.Int("k_neighbors", 5) }),
        ("adasyn", p => new Adasyn { NNeighbors = p.Int("n_neighbors", 5) }),
        ("borderline-smote", p => new BorderlineSmote
        {
            KNeighbors = p.Int("k_neighbors", 5),
            MNeighbors = p.Int("m_neighbors", 10),
            BorderlineKind = p.Choice("kind", BorderlineSmoteKind.Borderline1, ("borderline-1", BorderlineSmoteKind.Borderline1), ("borderline-2", BorderlineSmoteKind.Borderline2)),
        }),
        ("kmeans-smote", p => new KMeansSmote
        {
            KNeighbors = p.Int("k_neighbors", 2),
            Clusters = p.IntOrNone("kmeans_estimator", p.Int("kmeans_estimator__n_clusters", 8)),
            ClusterBalanceThreshold = p.NumberOrAuto("cluster_balance_threshold"),
            DensityExponent = p.NumberOrAuto("density_exponent"),
        }),
        ("svm-smote", p => new SvmSmote
        {
            KNeighbors = p.Int("k_neighbors", 5),
            MNeighbors = p.Int("m_neighbors", 10),
            OutStep = p.Number("out_step", 0.5),
        }),
        ("random-under-sampler", p => new RandomUnderSampler { Replacement = p.Bool("replacement", false) }),
        ("cluster-centroids", p =>
        {
            p.Choice("estimator", 0, ("kmeans", 0), ("None", 0));
            return new ClusterCentroids
            {
                Voting = p.Choice("voting", CentroidVoting.Auto, ("auto", CentroidVoting.Auto), ("hard", CentroidVoting.Hard), ("soft", CentroidVoting.Soft)),
            };
        }),
        ("condensed-nearest-neighbour", p => new CondensedNearestNeighbour { NNeighbors = p.IntOrNone("n_neighbors", 1), NSeedsS = p.Int("n_seeds_S", 1) }),
        ("edited-nearest-neighbours", Editing),
        ("repeated-edited-nearest-neighbours", p => new RepeatedEditedNearestNeighbours
        {
            NNeighbors = p.Int("n_neighbors", 3),
            MaxIter = p.Int("max_iter", 100),
            KindSel = Selection(p),
        }),
        ("all-knn", p => new AllKnn { NNeighbors = p.Int("n_neighbors", 3), KindSel = Selection(p), AllowMinority = p.Bool("allow_minority", false) }),
        ("instance-hardness-threshold", p => new InstanceHardnessThreshold
        {
            Cv = p.Int("cv", 5),
            Estimator = p.Choice("estimator", HardnessEstimator.RandomForest, ("random-forest", HardnessEstimator.RandomForest), ("logistic-regression", HardnessEstimator.LogisticRegression), ("None", HardnessEstimator.RandomForest)),
        }),
        ("near-miss", p => new NearMiss
        {
            Version = p.Int("version", 1),
            NNeighbors = p.Int("n_neighbors", 3),
            NNeighborsVer3 = p.Int("n_neighbors_ver3", 3),
        }),
        ("neighbourhood-cleaning-rule", p => new NeighbourhoodCleaningRule { NNeighbors = p.Int("n_neighbors", 3), ThresholdCleaning = p.Number("threshold_cleaning", 0.5) }),
        ("one-sided-selection", p => new OneSidedSelection { NNeighbors = p.IntOrNone("n_neighbors", 1), NSeedsS = p.Int("n_seeds_S", 1) }),
        ("tomek-links", Links),
        ("smote-enn", p => new SmoteEnn { Smote = OverPart(p), Enn = p.Part("enn", Editing) }),
        ("smote-tomek", p => new SmoteTomek { Smote = OverPart(p), Tomek = p.Part("tomek", Links) }),
    ];

    /// <summary>What imbalanced-learn takes as an object, and what can be given instead.</summary>
    private static readonly (string Method, string Parameter, string Instead)[] Objects =
    [
        ("smote-nc", "categorical_encoder", "leave it out: categories are numbers"),
        ("smote-n", "categorical_encoder", "leave it out: categories are numbers"),
        ("svm-smote", "svm_estimator", "leave it out: it is scikit-learn's default SVC"),
        ("neighbourhood-cleaning-rule", "edited_nearest_neighbours", "set n_neighbors, which holds for its editing too"),
        ("smote-enn", "smote", "set its parameters, such as smote__k_neighbors=3"),
        ("smote-enn", "enn", "set its parameters, such as enn__n_neighbors=3"),
        ("smote-tomek", "smote", "set its parameters, such as smote__k_neighbors=3"),
        ("smote-tomek", "tomek", "set its parameters, such as tomek__sampling_strategy=auto"),
    ];

    /// <summary>The names of all samplers, in kebab case.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Methods.Select(method => method.Name)];

    /// <summary>Makes a sampler.</summary>
    /// <param name="method">One of <see cref="Names"/>, or imbalanced-learn's class name.</param>
    /// <param name="parameters">
    /// Values by imbalanced-learn's parameter names (k_neighbors, m_neighbors, kind, version, sampling_strategy, random_state, n_jobs, ...);
    /// parameters of parts as there: enn__n_neighbors. Those left out have imbalanced-learn's defaults; of the part smote the whole's
    /// sampling_strategy and random_state.
    /// </param>
    /// <param name="label">Gives the number of a class from its name in sampling_strategy or shrinkage; null to read numbers.</param>
    /// <exception cref="BadInputException">The method or a parameter is unknown, or a value is not of its kind.</exception>
    public static Sampler Create(string method, IReadOnlyDictionary<string, string>? parameters = null, Func<string, int>? label = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        string plain = Plain(method);
        foreach ((string name, Func<SamplerParameters, Sampler> make) in Methods)
        {
            if (Plain(name) == plain)
            {
                var reader = new SamplerParameters(name, parameters ?? new Dictionary<string, string>(), label);
                try
                {
                    foreach ((_, string parameter, string instead) in Objects.Where(one => one.Method == name))
                        reader.RefuseObject(parameter, instead);

                    Sampler sampler = reader.Make(make);
                    sampler.Validate();
                    return sampler;
                }
                catch (ArgumentException error)
                {
                    throw new BadInputException(error.Message, error) { Code = "sampler.parameter" };
                }
            }
        }

        throw new BadInputException($"There is no method '{method}'; the methods are {string.Join(", ", Names)}.") { Code = "sampler.unknown" };
    }

    private static Smote Smote(SamplerParameters p) =>
        new() { KNeighbors = p.Int("k_neighbors", 5) };

    private static Smote? OverPart(SamplerParameters p) => p.Part("smote", Smote, "sampling_strategy", "random_state");

    private static EditedNearestNeighbours Editing(SamplerParameters p) =>
        new() { NNeighbors = p.Int("n_neighbors", 3), KindSel = Selection(p) };

    private static TomekLinks Links(SamplerParameters p) => new();

    private static NeighbourSelection Selection(SamplerParameters p) =>
        p.Choice("kind_sel", NeighbourSelection.All, ("all", NeighbourSelection.All), ("mode", NeighbourSelection.Mode));

    private static string Plain(string name) => name.Replace("-", "").Replace("_", "").ToLowerInvariant();
}
