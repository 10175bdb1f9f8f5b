using MLNetBert;

using var bert = BertModel.Open();
float[][] rows = new BertFeaturizer(bert).Featurize(["A cat sleeps on the sofa.", "The kitten naps on the couch.", "Share prices fell sharply on Monday."]);
float near = rows[0].Zip(rows[1], (a, b) => a * b).Sum(), far = rows[0].Zip(rows[2], (a, b) => a * b).Sum();
Console.WriteLine(near > far + 0.5 ? "the cats are near" : $"near {near}, far {far}");
