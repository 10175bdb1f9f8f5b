// The README's example, word for word between the marks; ReadmeTests compares and runs it.

namespace MLNetBert.Cli.Tests.Documents;

internal static class ReadmeExample
{
    public static (float Near, float Far) Run()
    {
        // begin
        using var bert = BertModel.Open();   // the embedded all-MiniLM-L6-v2; or a model folder
        var featurizer = new BertFeaturizer(bert);

        float[] cat = featurizer.Featurize("A cat sleeps on the sofa.");
        float[] kitten = featurizer.Featurize("The kitten naps on the couch.");
        float[] shares = featurizer.Featurize("Share prices fell sharply on Monday.");

        // The vectors have unit length, so the product is the cosine.
        float near = cat.Zip(kitten, (a, b) => a * b).Sum();
        float far = cat.Zip(shares, (a, b) => a * b).Sum();
        Console.WriteLine($"cat, kitten: {near:F2}; cat, shares: {far:F2}");
        // end
        return (near, far);
    }
}
