return MLNetBert.Cli.Commands.CommandRunner.Run(args);
