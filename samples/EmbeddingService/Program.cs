// Embeddings over HTTP, as OpenAI's clients ask for them:
//     dotnet run -c Release --project samples/EmbeddingService
// README.md says what it answers; appsettings.json how it is configured.
using EmbeddingService;
using Microsoft.Extensions.Options;
using MLNetBert;

try
{
    await EmbeddingApp.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (e is BadInputException or OptionsValidationException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
