using Microsoft.ML;
using Microsoft.ML.Data;

namespace Documents;

/// <summary>The mails of the workspace, for what snippets begin with.</summary>
internal static class Mails
{
    public static IDataView Load(MLContext ml) => ml.Data.LoadFromTextFile(
        "mail.csv", [new("Label", DataKind.String, 1), new("Text", DataKind.String, 2)], separatorChar: ',', hasHeader: true, allowQuoting: true);
}
