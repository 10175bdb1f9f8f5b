using System.Text.Json;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Comparison;
using MLNetBert.Resampling.Projection;
using MLNetBert.Tests.Classification;

namespace MLNetBert.Tests.Comparison;

public class MethodComparisonTests
{
    public static TheoryData<string> Names => [.. ScikitLearnFit.All.Where(HasMore).Select(fit => fit.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Predictions_of_the_folds_are_scikit_learns(string name)
    {
        ScikitLearnFit fit = ScikitLearnFit.All.Single(f => f.Name == name);
        foreach (MethodResult result in new MethodComparison().Run(fit.Rows, fit.Labels, [ComparedMethod.None, ComparedMethod.ClassWeight], Folds(fit), Number))
        {
            JsonElement expected = fit.More.GetProperty("cross_validated").GetProperty(result.Name);
            Assert.Equal([.. ScikitLearnFit.Numbers(expected.GetProperty("predicted")).Select(v => (int)v)], result.Predictions);
            Assert.Equal(expected.GetProperty("balanced_accuracy").GetDouble(), result.BalancedAccuracy, 1e-12);
            Assert.Equal(expected.GetProperty("macro_f1").GetDouble(), result.Metrics!.Confusion.MacroF1, 1e-12);
            double[] ofFolds = ScikitLearnFit.Numbers(expected.GetProperty("fold_balanced_accuracy"));
            for (int fold = 0; fold < ofFolds.Length; fold++)
                Assert.Equal(ofFolds[fold], result.FoldBalancedAccuracies[fold], 1e-12);
        }
    }

    [Theory]
    [InlineData("smote")]
    [InlineData("random-over-sampler")]
    [InlineData("tomek-links")]
    [InlineData("smote-enn")]
    public void The_rows_of_a_fold_teach_nothing_about_themselves(string method)
    {
        ScikitLearnFit fit = ScikitLearnFit.All.Single(f => f.Name == "three, C=1");
        ComparedMethod[] methods = [new(method, Samplers.Create(method))];
        int[] foldOf = Folds(fit), turned = [.. fit.Labels];
        for (int row = 0; row < turned.Length; row += 5)
            turned[row] = turned[(row + 5) % turned.Length];
        IReadOnlyList<int> before = new MethodComparison().Run(fit.Rows, fit.Labels, methods, foldOf, Number)[0].Predictions;
        IReadOnlyList<int> after = new MethodComparison().Run(fit.Rows, turned, methods, foldOf, Number)[0].Predictions;
        Assert.Equal(before.Where((_, row) => foldOf[row] == 0), after.Where((_, row) => foldOf[row] == 0));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void What_cannot_run_says_why_and_comes_last()
    {
        ScikitLearnFit fit = ScikitLearnFit.All.Single(f => f.Name == "three, C=1");
        ComparedMethod broken = new("smote", Samplers.Create("smote", new Dictionary<string, string> { ["k_neighbors"] = "50" }));
        IReadOnlyList<MethodResult> results = new MethodComparison().Run(fit.Rows, fit.Labels, [broken, ComparedMethod.None, ComparedMethod.ClassWeight], Number);
        Assert.Equal("smote", results[2].Name);
        Assert.Contains("k_neighbors = 50", results[2].Failure);
        Assert.True(results[0].BalancedAccuracy >= results[1].BalancedAccuracy);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_plane_is_scikit_learns(string name)
    {
        ScikitLearnFit fit = ScikitLearnFit.All.Single(f => f.Name == name);
        var plane = PrincipalComponents.Fit(fit.Rows);
        JsonElement expected = fit.More.GetProperty("pca");
        Assert.Equal(expected.GetProperty("explained_variance_ratio").GetDouble(), plane.ExplainedVarianceRatio, 1e-9);
        double[][] projected = [.. expected.GetProperty("projected").EnumerateArray().Select(ScikitLearnFit.Numbers)];
        (double X, double Y)[] actual = [.. projected.Select((_, row) => plane.Project(fit.Rows.Row(row)))];
        double signX = Math.Sign(projected[0][0] * actual[0].X), signY = Math.Sign(projected[0][1] * actual[0].Y);
        for (int row = 0; row < actual.Length; row++)
        {
            Assert.Equal(projected[row][0], signX * actual[row].X, 1e-5);
            Assert.Equal(projected[row][1], signY * actual[row].Y, 1e-5);
        }
    }

    [Fact]
    public void The_plane_of_a_single_column_or_of_equal_rows_is_flat()
    {
        Assert.Equal((0.5, 0), PrincipalComponents.Fit(new FeatureMatrix([1, 2], 2, 1)).Project([2]));
        Assert.Equal((0, 0), PrincipalComponents.Fit(new FeatureMatrix([1, 2, 1, 2], 2, 2)).Project([1, 2]));
    }

    private static bool HasMore(ScikitLearnFit fit) => fit.More.TryGetProperty("pca", out _);

    private static int[] Folds(ScikitLearnFit fit) => [.. fit.Labels.Select((_, row) => row % 5)];

    private static string Number(int label) => label.ToString();
}
