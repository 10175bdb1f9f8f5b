using System.Text;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

/// <summary>Reads rows from bytes by way of a file, as the command does.</summary>
internal static class Rows
{
    public static List<TextRow> Of(string name, string content, Columns? columns = null) => Of(name, Encoding.UTF8.GetBytes(content), columns);

    public static List<TextRow> Of(string name, byte[] content, Columns? columns = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, content);
        return [.. new InputReader([path], null, columns ?? new Columns()).Rows()];
    }

    /// <summary>The sentence with which an input is refused, the folder's path taken out.</summary>
    public static string Refusal(string name, byte[] content, Columns? columns = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, content);
        return Assert.Throws<BadInputException>(() => new InputReader([path], null, columns ?? new Columns()).Rows().Count()).Message.Replace(folder.Path + "/", "", StringComparison.Ordinal);
    }

    public static string Refusal(string name, string content, Columns? columns = null) => Refusal(name, Encoding.UTF8.GetBytes(content), columns);
}
