using k8s;
using k8s.Models;
using MLNetBert.Cli.Terminal;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Deploy;

/// <summary>The manifest as Kubernetes' own client reads it. It takes any text for an enumeration, so those are compared here with what the API knows.</summary>
public class KubernetesTests
{
    private static readonly V1Job Manifest = KubernetesYaml.Deserialize<V1Job>(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "deploy", "kubernetes", "extract-job.yaml")), strict: true);

    [Fact]
    public void Every_index_is_a_shard()
    {
        Assert.Equal(("batch/v1", "Job", "Indexed"), (Manifest.ApiVersion, Manifest.Kind, Manifest.Spec.CompletionMode));
        Assert.True(Manifest.Spec.Parallelism <= Manifest.Spec.Completions);
        string[] arguments = [.. Container.Args];
        Assert.Equal($"{Manifest.Spec.Completions}", arguments[Array.IndexOf(arguments, "--shards") + 1]);
        Assert.DoesNotContain("--shard", arguments);
        Assert.EndsWith("/", arguments[Array.IndexOf(arguments, "--out") + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_is_not_tried_again_and_a_lost_node_does_not_count()
    {
        // backoffLimitPerIndex and podFailurePolicy need restartPolicy Never.
        Assert.Equal("Never", Manifest.Spec.Template.Spec.RestartPolicy);
        Assert.True(Manifest.Spec.BackoffLimitPerIndex > 0);
        V1PodFailurePolicyRule refused = Manifest.Spec.PodFailurePolicy.Rules[0], lost = Manifest.Spec.PodFailurePolicy.Rules[1];
        Assert.Equal(("FailJob", "In", Container.Name), (refused.Action, refused.OnExitCodes.OperatorProperty, refused.OnExitCodes.ContainerName));
        Assert.Equal([ExitCodes.BadInput], refused.OnExitCodes.Values);
        Assert.Equal("Ignore", lost.Action);
        V1PodFailurePolicyOnPodConditionsPattern condition = Assert.Single(lost.OnPodConditions);
        Assert.Equal(("DisruptionTarget", "True"), (condition.Type, condition.Status));
    }

    [Fact]
    public void Pods_have_requests_and_limits_and_few_rights()
    {
        Assert.True(Container.Resources.Requests["memory"].ToDecimal() < Container.Resources.Limits["memory"].ToDecimal());
        Assert.True(Container.Resources.Requests["cpu"].ToDecimal() > 0);
        Assert.Equal("RuntimeDefault", Manifest.Spec.Template.Spec.SecurityContext.SeccompProfile.Type);
        Assert.True(Manifest.Spec.Template.Spec.SecurityContext.RunAsNonRoot);
        Assert.True(Container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
        Assert.Equal(Container.VolumeMounts.Select(mount => mount.Name), Manifest.Spec.Template.Spec.Volumes.Select(volume => volume.Name));
    }

    [Fact]
    public void A_misspelt_key_would_be_seen() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.Deserialize<V1Job>("apiVersion: batch/v1\nkind: Job\nspec:\n  completion: 3\n", strict: true));

    private static V1Container Container => Assert.Single(Manifest.Spec.Template.Spec.Containers);
}
