namespace MLNetBert.Cli.Options;

/// <summary>What runs the model: the options of every command that opens one.</summary>
internal sealed class ProviderOptions
{
    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "What runs the model: cpu, cuda, tensorrt, dml, coreml, openvino or migraphx. With another than cpu, a text's bits may depend on its company; a note says. Default: cpu.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _options = new("--provider-option")
    {
        Description = "An option of the provider as ONNX Runtime has it, such as device_id=1; may be given several times.",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_options);
    }

    /// <summary>The provider.</summary>
    public ExecutionProvider Read(ParseResult parsed)
    {
        string name = OptionValues.OneOf(_provider.Name, parsed.GetValue(_provider) ?? ExecutionProvider.Cpu.Name, [.. ExecutionProvider.Names]);
        var options = new Dictionary<string, string>();
        foreach (string option in parsed.GetValue(_options) ?? [])
        {
            string[] parts = option.Split('=', 2);
            if (parts is not [{ Length: > 0 } key, { Length: > 0 } value])
                throw new BadInputException($"{_options.Name} {option} is not KEY=VALUE; write it so, such as device_id=1.") { Code = "option.value", Key = _options.Name };

            if (!options.TryAdd(key, value))
                throw new BadInputException($"{_options.Name} gives {key} twice; give it once.") { Code = "option.value", Key = _options.Name };
        }

        if (options.Count > 0 && name == ExecutionProvider.Cpu.Name)
            throw new BadInputException($"{_options.Name} is for another provider than cpu, which has no options; give {_provider.Name}, or leave it out.") { Code = "option.conflict", Key = _options.Name };

        return new ExecutionProvider(name, options);
    }
}
