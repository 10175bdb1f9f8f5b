#!/usr/bin/env dotnet
#:project ../../src/MLNetBert/MLNetBert.csproj
#:property PublishAot=false
// Searches mails in two steps: embeddings find candidates fast, and a cross-encoder, which reads query and mail together, puts them in order.
// The tiny cross-encoder here counts common words (cross-encoder/README.md); give a trained one's folder instead.
//     dotnet run samples/RerankMail/rerank.cs -- "cheap mortgage rates"
//     dotnet run samples/RerankMail/rerank.cs -- "cheap mortgage rates" mails.csv path/to/cross-encoder
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

var query = args.Length > 0 ? args[0] : "cheap mortgage rates";
var csv = args.Length > 1 ? args[1] : Path.Combine(ScriptFolder(), "..", "data", "mail-subjects.csv");
var folder = args.Length > 2 ? args[2] : Path.Combine(ScriptFolder(), "cross-encoder");
const int Candidates = 20, Shown = 5;
var ml = new MLContext();
var mails = ml.Data.CreateEnumerable<Mail>(ml.Data.LoadFromTextFile<Mail>(csv, separatorChar: ',', hasHeader: true, allowQuoting: true), reuseRowObject: false).ToArray();

// Retrieve: the embeddings have unit length, so their dot product is the cosine.
using var retriever = BertModel.Open();
var featurizer = new BertFeaturizer(retriever);
float[] wanted = featurizer.Featurize(query);
float[][] vectors = featurizer.Featurize([.. mails.Select(mail => mail.Text)]);
var candidates = mails.Zip(vectors, (mail, vector) => (mail.Text, Cosine: TensorPrimitives.Dot<float>(wanted, vector)))
    .OrderByDescending(candidate => candidate.Cosine).Take(Candidates)
    .Select((candidate, rank) => new Candidate { Query = query, Text = candidate.Text, Rank = rank + 1 }).ToArray();

// Rerank: the pair of query and mail is one input of the cross-encoder.
using var reranker = BertModel.Open(folder);
var data = ml.Data.LoadFromEnumerable(candidates);
var score = ml.Transforms.Text.ScoreBert(new BertClassifyingOptions { InputColumnName = "Query", TextPairColumnName = "Text" }, reranker);
var reranked = ml.Data.CreateEnumerable<Reranked>(score.Fit(data).Transform(data), reuseRowObject: false).OrderByDescending(row => row.Score).ToArray();

Console.WriteLine($"{query}: {Shown} of {mails.Length} mails, by the cross-encoder (in brackets by embeddings alone)");
for (int i = 0; i < Math.Min(Shown, reranked.Length); i++)
    Console.WriteLine(FormattableString.Invariant($"{i + 1} ({reranked[i].Rank})  {reranked[i].Probability:0.000}  {reranked[i].Text}"));

static string ScriptFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

/// <summary>A row of the file.</summary>
public sealed class Mail
{
    [LoadColumn(2)]
    public string Text { get; set; } = "";
}

/// <summary>A mail that may answer the query.</summary>
public sealed class Candidate
{
    public string Query { get; set; } = "";

    public string Text { get; set; } = "";

    /// <summary>Its place by embeddings alone.</summary>
    public int Rank { get; set; }
}

/// <summary>What the cross-encoder says about it.</summary>
public sealed class Reranked
{
    public string Text { get; set; } = "";

    public int Rank { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}
