using ParquetSharp;

namespace MLNetBert.Shared.Jobs;

/// <summary>The rows of a part: ids and features.</summary>
internal sealed class PartReader : IDisposable
{
    private const string Ids = "id";

    private readonly ParquetFile _file;
    private readonly ParquetFeatures _features;
    private readonly int _ids;

    private PartReader(ParquetFile file)
    {
        _file = file;
        _features = ParquetFeatures.Of(file);
        _ids = file.Find(Ids);
        IdType = (_ids < 0 ? null : file.Metadata.GetValueOrDefault("mlnetbert.id") == IdType.Number.Name ? IdType.Number : ParquetIds.TypeOf(file.Describe(_ids)))
            ?? throw new BadInputException($"{file.Path} has no column \"{Ids}\" of a type that ids have; it is no part of a job.") { Code = "file.damaged", File = file.Path };
    }

    /// <summary>The type of the ids.</summary>
    public IdType IdType { get; }

    /// <summary>How many values a row has.</summary>
    public int Dimension => _features.Dimension;

    /// <summary>Opens a part of a job.</summary>
    /// <exception cref="BadInputException">It cannot be read, or its rows are not as long as the job's.</exception>
    public static PartReader Open(string path, int dimension)
    {
        var file = ParquetFile.Open(path);
        try
        {
            var part = new PartReader(file);
            return part.Dimension == dimension || file.Rows == 0 ? part
                : throw new BadInputException($"{path} has rows of {part.Dimension} values, but {JobFolder.PlanName} says {dimension}: one of them is damaged; delete it, and run the same extract again.") { Code = "job.damaged", File = path };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The rows; the features of one are valid until the next is asked for.</summary>
    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<float>>> Read()
    {
        long before = 0;
        for (int group = 0; group < _file.Groups; group++)
        {
            using RowGroupReader reader = _file.Group(group);
            using ColumnReader column = _file.Column(reader, _ids);
            foreach (ReadOnlyMemory<float> piece in _features.Read(group, before))
            {
                int count = piece.Length / Dimension;
                string?[] ids = ParquetFile.Explain(_file.Path, () => ParquetIds.Read(column, IdType, count));
                for (int i = 0; i < count; i++)
                    yield return new(ids[i] ?? "", piece.Slice(i * Dimension, Dimension));

                before += count;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
