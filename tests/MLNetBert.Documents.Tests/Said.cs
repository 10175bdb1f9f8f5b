namespace Documents;

/// <summary>What a snippet writes to the console, until this is disposed of. Its tests are one collection: there is one console.</summary>
internal sealed class Said : IDisposable
{
    private readonly TextWriter _before = Console.Out;
    private readonly StringWriter _said = new();

    public Said() => Console.SetOut(_said);

    public void Dispose() => Console.SetOut(_before);

    public override string ToString() => _said.ToString();
}
