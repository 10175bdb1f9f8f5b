using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MLNetBert.Cli.Files;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;
using MLNetBert.Resampling;

namespace MLNetBert.Cli.Resampling;

/// <summary>Writes the rows, and beside them NAME.labels.csv: label, source (the row of the input, from 0), synthetic (0 or 1).</summary>
internal static class BalancedWriter
{
    /// <summary>Where the labels of rows at <paramref name="path"/> stand.</summary>
    public static string LabelsPath(string path) =>
        Path.ChangeExtension(FileNames.WithoutGzip(path), ".labels.csv");

    /// <summary>Refuses an output of an unknown kind, or where nothing can be written, before any work is done.</summary>
    public static void Check(string path)
    {
        if (path == FileNames.Standard || FileNames.IsDevice(path))
        {
            throw new BadInputException($"--out {path}: the labels go into a file beside the features, so name a file.");
        }

        FeatureWriters.Check(path, perToken: false, standardOutput: false);
        OutputFile.Create(path).Dispose();
        OutputFile.Create(LabelsPath(path)).Dispose();
    }

    /// <summary>Writes both files, and gives them their names when both are complete.</summary>
    public static void Write(string path, ResampleResult result, Labels labels)
    {
        using var labelFile = OutputFile.Create(LabelsPath(path));
        WriteLabels(labelFile.Content, result, labels);
        labelFile.Finish();
        if (OutputKinds.Of(path) == ".npy")
        {
            using var file = OutputFile.Create(path);
            file.Content.Write(NpyFeatureWriter.Header(result.Rows, result.Columns));
            for (int row = 0; row < result.Rows; row++)
            {
                file.Content.Write(MemoryMarshal.AsBytes(result.Row(row)));
            }

            file.Finish();
            labelFile.Commit();
            file.Commit();
            return;
        }

        if (OutputKinds.Of(path) == ".idv")
        {
            // The labels in the same view: trainers want both in one, and ML.NET does not join two.
            using var view = new IdvFile(path, result.Columns, "Id", "Label");
            for (int row = 0; row < result.Rows; row++)
            {
                view.Write(result.Row(row), row.ToString(CultureInfo.InvariantCulture), labels.Texts[result.SourceRows[row]]);
            }

            view.Finish();
            labelFile.Commit();
            view.Commit();
            return;
        }

        using IFeatureWriter writer = FeatureWriters.Create(path, result.Columns, perToken: false);
        for (int row = 0; row < result.Rows; row++)
        {
            writer.Write(new TextRow(row.ToString(CultureInfo.InvariantCulture), true, "", null, path, row, row), result.Row(row));
        }

        writer.Complete();
        labelFile.Commit();
    }

    private static void WriteLabels(ByteSink sink, ResampleResult result, Labels labels)
    {
        sink.Write("label,source,synthetic\n"u8);
        for (int row = 0; row < result.Rows; row++)
        {
            int source = result.SourceRows[row];
            string text = string.Create(
                CultureInfo.InvariantCulture, $"{DelimitedFeatureWriter.Quoted(labels.Texts[source], ',')},{source},{(result.IsSynthetic(row) ? 1 : 0)}\n");
            Encoding.UTF8.GetBytes(text, sink);
        }
    }
}
