namespace MLNetBert.Training;

/// <summary>The kinds of features, and the columns that have them.</summary>
internal static class FeatureSet
{
    public const string Bert = "bert", Text = "text", Both = "bert+text";

    public const string BertColumn = "BertFeatures", TextColumn = "TextFeatures", BothColumn = "Features";

    public static readonly IReadOnlyList<string> Names = [Bert, Text, Both];

    public static string Column(string features) => features switch { Bert => BertColumn, Text => TextColumn, _ => BothColumn };

    public static bool UsesText(string features) => features != Bert;

    public static bool UsesBert(string features) => features != Text;
}
