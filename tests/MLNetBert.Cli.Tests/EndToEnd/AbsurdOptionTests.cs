using System.CommandLine;
using MLNetBert.Cli.Commands;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Every option of every command with numbers that nobody means: taken or refused, never a crash.</summary>
public sealed class AbsurdOptionTests : IDisposable
{
    private static readonly string[] Values = ["0", "-1", "2147483647", "2147483648", "9223372036854775807", "1e400", "nan", ""];

    private readonly TemporaryFolder _folder = new();

    public AbsurdOptionTests()
    {
        _folder.Write("rows.csv", "id,text,label\n1,a few words,x\n2,\"some more, other words\",y\n");
        _folder.Write("f.csv", "f0,f1\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5}\n")));
        _folder.Write("l.txt", string.Concat(Enumerable.Range(0, 40).Select(row => row % 3 == 0 ? "few\n" : "many\n")));
    }

    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (System.CommandLine.Command command in CommandRunner.Root(CancellationToken.None).Subcommands)
            {
                foreach (Option option in command.Options.Where(option => option.ValueType != typeof(bool)))
                    data.Add(command.Name, option.Name);
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_taken_or_refused(string command, string option)
    {
        foreach (string value in Values)
        {
            foreach (string[] line in Lines(command))
            {
                string[] arguments = [command, .. Without(line, option), $"{option}={value}"];
                int code = CommandRunner.Run(arguments);
                Assert.True(code is 0 or 2, $"{code} of {string.Join(' ', arguments)}");
            }
        }
    }

    [Theory]
    [InlineData("--set", "k_neighbors=2147483647")]
    [InlineData("--set", "k_neighbors=2147483648")]
    [InlineData("--set", "k_neighbors=-2147483649")]
    [InlineData("--set", "n_jobs=2147483647")]
    [InlineData("--set", "n_jobs=-2147483648")]
    [InlineData("--strategy", "few=2147483647")]
    [InlineData("--strategy", "few=2147483648")]
    [InlineData("--strategy", "few=1500000000")]
    [InlineData("--strategy", "{\"few\":1e400}")]
    [InlineData("--strategy", "few=")]
    public void Every_parameter_is_taken_or_refused(string option, string value)
    {
        int code = CommandRunner.Run(["resample", .. Lines("resample").First(), option, value]);
        Assert.Equal(value.StartsWith("n_jobs", StringComparison.Ordinal) ? 0 : 2, code);
    }

    [Theory]
    [InlineData("tokenize", "--max-length", "2147483647", "--padding", "max_length")]
    [InlineData("tokenize", "--padding", "longest", "--pad-to-multiple-of", "2147483647")]
    [InlineData("tokenize", "--max-length", "2147483647", "--stride", "2147483646")]
    public void Lengths_that_no_machine_holds_are_refused(string command, params string[] options) =>
        Assert.Equal(2, CommandRunner.Run([command, .. Lines(command).First(), .. options]));

    [Theory]
    [InlineData("resample", "--threads", "2147483648", "--threads 2147483648 is more than 4096, the greatest number that it can be")]
    [InlineData("resample", "--folds", "99999999999999999999", "--folds 99999999999999999999 is more than 2147483647")]
    [InlineData("resample", "--set", "k_neighbors=2147483648", "k_neighbors of smote must be a whole number from -2147483648 to 2147483647; '2147483648' is not")]
    [InlineData("resample", "--set", "k_neighbors=2147483647", "k_neighbors = 2147483647 needs at least 2147483648")]
    [InlineData("resample", "--strategy", "few=2147483647", "Adding 2,147,483,633 rows would take")]
    public void The_sentence_has_the_number(string command, string option, string value, string sentence)
    {
        string[] line = option == "--folds" ? [.. Lines(command).Last()] : [.. Lines(command).First()];
        Command.AssertRefused(Command.Run([command, .. line, option, value]), sentence);
    }

    [Theory]
    [InlineData("tokenize", "")]
    [InlineData("inspect", "")]
    [InlineData("resample", "", "--labels", "l.txt", "--method", "smote", "--out", "o.npy")]
    [InlineData("resample", "f.csv", "--labels", "", "--method", "smote", "--out", "o.npy")]
    [InlineData("resample", "f.csv", "--labels", ":", "--method", "smote", "--out", "o.npy")]
    public void A_name_that_is_empty_is_refused(params string[] line)
    {
        string[] named = Array.ConvertAll(line, word => word.Contains('.', StringComparison.Ordinal) ? _folder.File(word) : word);
        Command.Result result = Command.Run(named);
        Command.AssertRefused(result);
        Assert.DoesNotContain("mlnetbert: :", result.Errors.Replace("mlnetbert: ::", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Without(string[] line, string option)
    {
        int place = Array.IndexOf(line, option);
        return place < 0 ? line : [.. line[..place], .. line[(place + 2)..]];
    }

    /// <summary>Command lines that work.</summary>
    private IEnumerable<string[]> Lines(string command)
    {
        string rows = _folder.File("rows.csv");
        string[] resample = [_folder.File("f.csv"), "--labels", _folder.File("l.txt"), "--quiet"];
        return command switch
        {
            "resample" => [[.. resample, "--method", "smote", "--out", _folder.File("o.npy")], [.. resample, "--compare", "none,smote"]],
            "tokenize" => [[rows, "--quiet", "--out", _folder.File("o.jsonl")]],
            "extract" => [[rows, "--quiet", "--out", _folder.File("o.npy")]],
            "verify" => [[rows, "--quiet"]],
            _ => [[]],
        };
    }
}
