using System.CommandLine.Help;

namespace MLNetBert.Cli.Commands;

/// <summary>The command line as a whole: its commands, and what becomes of errors.</summary>
internal static class CommandRunner
{
    private const string Name = "mlnetbert";

    private const string Verbose = "--verbose";

    /// <summary>Runs a command line and returns the exit code.</summary>
    public static int Run(string[] args)
    {
        Descriptors.Occupy();
        using var interruption = new Interruption();
        RuntimeAhead.Load(args);
        bool verbose = args.Contains(Verbose);
        try
        {
            ParseResult parsed = Root(interruption.Token).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                Status.Line($"mlnetbert: {Usage(parsed)}");
                return ExitCodes.BadInput;
            }

            var help = new StringWriter();
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = help });
            WriteHelp(help.ToString());
            return code;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Status.Line(Interruption.Sentence);
            return Interruption.ExitCode;
        }
        catch (BadInputException e)
        {
            Status.Line($"mlnetbert: {e.Message.TrimEnd('.', ' ', '\n', '\r')}.");
            if (verbose)
                Status.Lines(e.ToString());

            return ExitCodes.BadInput;
        }
        catch (OutOfMemoryException e)
        {
            Status.Line("mlnetbert: there is not enough memory for this; take fewer rows, shorter texts or smaller numbers in the options.");
            if (verbose)
                Status.Lines(e.ToString());

            return ExitCodes.BadInput;
        }
        catch (Exception e)
        {
            Status.Line($"mlnetbert: {e.GetType().Name}: {e.Message.TrimEnd('.')}; this is a bug of mlnetbert{(verbose ? "" : ", and --verbose shows where")}.");
            if (verbose)
                Status.Lines(e.ToString());

            return ExitCodes.OurError;
        }
        finally
        {
            RuntimeAhead.Finish();
        }
    }

    // As with all output: if it cannot be written, that is not our mistake.
    private static void WriteHelp(string help)
    {
        if (help.Length > 0)
        {
            using var output = OutputFile.Create(FileNames.Standard);
            output.Content.Write(Encoding.UTF8.GetBytes(help));
            output.Finish();
        }
    }

    private static string Usage(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool root = command == parsed.RootCommandResult.Command;
        string name = root ? Name : $"{Name} {command.Name}";
        string what = root && parsed.UnmatchedTokens is [var unknown, ..]
            ? $"there is no command or option {unknown}"
            : parsed.Errors[0].Message.TrimEnd('.');
        return $"{what}; {name} --help shows the usage.";
    }

    /// <summary>All commands. Not a RootCommand, which would take the assembly's name for its own.</summary>
    internal static Command Root(CancellationToken cancellation) =>
        new(Name, "BERT features of texts: a text always gets the same bits, whatever else is in the input.")
        {
            ExtractCommand.Create(cancellation),
            StatusCommand.Create(cancellation),
            MergeCommand.Create(cancellation),
            TokenizeCommand.Create(cancellation),
            InspectCommand.Create(cancellation),
            PullCommand.Create(cancellation),
            QuantizeCommand.Create(cancellation),
            ResampleCommand.Create(cancellation),
            VerifyCommand.Create(cancellation),
            TrainCommand.Create(cancellation),
            PredictCommand.Create(cancellation),
            // Not a static one: an option keeps every command that it was put into.
            new Option<bool>(Verbose) { Description = "Shows where an unexpected error came from.", Recursive = true },
            new HelpOption(),
            new VersionOption(),
        };
}
