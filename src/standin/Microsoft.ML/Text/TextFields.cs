using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Cuts a line into fields.</summary>
internal static class TextFields
{
    public static void Split(string line, TextLoader.Options options, StreamReader more, List<string> fields)
    {
        fields.Clear();
        var at = 0;
        while (true)
        {
            string field;
            if (options.AllowQuoting && at < line.Length && line[at] == '"')
            {
                field = Quoted(ref line, ref at, options, more);
            }
            else
            {
                var end = line.IndexOfAny(options.Separators, at);
                if (end < 0)
                    end = line.Length;
                field = line[at..end];
                at = end;
            }

            fields.Add(options.TrimWhitespace ? field.TrimEnd() : field);
            if (at >= line.Length)
                return;
            at++;
        }
    }

    private static string Quoted(ref string line, ref int at, TextLoader.Options options, StreamReader more)
    {
        var text = new StringBuilder();
        at++;
        while (true)
        {
            if (at >= line.Length)
            {
                if (!options.ReadMultilines || more.ReadLine() is not { } next)
                    return text.ToString();
                text.Append('\n');
                line = next;
                at = 0;
                continue;
            }

            if (line[at] != '"')
            {
                text.Append(line[at++]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                text.Append('"');
                at += 2;
            }
            else
            {
                at++;
                break;
            }
        }

        // What stands between the closing quote and the next separator belongs to the field.
        while (at < line.Length && !options.Separators.Contains(line[at]))
            text.Append(line[at++]);
        return text.ToString();
    }
}
