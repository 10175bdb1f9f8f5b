// Embeddings over HTTP, as OpenAI's clients ask for them:
//     dotnet run -c Release --project samples/EmbeddingService
// README.md says what it answers; appsettings.json how it is configured.
using EmbeddingService;
using MLNetBert;

try
{
    await EmbeddingApp.Build(args).RunAsync();
    return 0;
}
catch (BadInputException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
