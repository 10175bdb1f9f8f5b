using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippet of docs/scale.md, with what must come of it.</summary>
public sealed class ScaleSnippets
{
    [Fact]
    public void Feature_folder()
    {
        using (Process extract = Process.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "MLNetBert.Cli.dll"), "extract", "mail.csv", "--out", "features/", "--rows-per-part", "100", "--quiet"]))
            extract.WaitForExit();

        #region feature-folder
        var ml = new MLContext();
        var folder = FeatureFolder.Open("features");
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, folder.Dimension);
        IDataView features = ml.Data.LoadFromEnumerable(folder.ReadRows(), schema);
        #endregion

        Assert.Equal(File.ReadLines("mail.csv").Skip(1).Select(line => line.Split(',')[0]), features.GetColumn<string>("Id"));
        Assert.All(features.GetColumn<float[]>("Features"), row => Assert.Equal(384, row.Length));
    }
}
