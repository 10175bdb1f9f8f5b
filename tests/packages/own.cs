using MLNetBert;

// MLNetBert.Model.MiniLM was left out; My.Model brings models/my-model.
string folder = BertModelFolder.FindEmbedded("my-model");
using var bert = BertModel.Open(folder);
Console.WriteLine($"own: {new BertFeaturizer(bert).Featurize("A cat.").Length} dimensions");
Console.WriteLine(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2")) ? "and MiniLM" : "and no other");
