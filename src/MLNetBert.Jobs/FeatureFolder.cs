namespace MLNetBert;

/// <summary>
/// A folder of features that <c>mlnetbert extract --out folder/</c> has written in parts, read part by part: one row group is in memory at a time, however many
/// rows there are. Reading says what is done at that moment, so the folder may still be written to. Immutable and thread-safe; several parts may be read at the same time.
/// </summary>
public sealed class FeatureFolder
{
    private readonly JobPlan _plan;
    private readonly JobFolder _folder;

    private FeatureFolder(string path)
    {
        _plan = JobPlan.Read(path);
        _folder = new JobFolder(path, _plan.Parts.Count);
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>How many values a row's features have.</summary>
    public int Dimension => _plan.Dimension;

    /// <summary>How many parts the job has, done or not.</summary>
    public int PartCount => _plan.Parts.Count;

    /// <summary>How many rows the job has read, those included that could not be used.</summary>
    public long InputRows => _plan.Rows;

    /// <summary>The name of the model.</summary>
    public string Model => _plan.Model;

    /// <summary>What makes the vectors (the value of a ModelFingerprint), on the machine that made the job.</summary>
    public string Fingerprint => _plan.Fingerprint;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="BadInputException">It is no job folder, is damaged, or comes from a newer version.</exception>
    public static FeatureFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FeatureFolder(path);
    }

    /// <summary>Whether a part is done: its marker is there, and its file has the length that it says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public bool IsDone(int part)
    {
        CheckPart(part);
        return Marker(part) != null;
    }

    /// <summary>How many rows a part has; null if it is not done.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public int? RowCount(int part)
    {
        CheckPart(part);
        return Marker(part)?.Rows;
    }

    /// <summary>The rows of a part, in the order of the input.</summary>
    /// <param name="part">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    /// <exception cref="BadInputException">It is not done, or cannot be read.</exception>
    public IEnumerable<FeatureRow> ReadPart(int part)
    {
        CheckPart(part);
        if (Marker(part) == null)
            throw new BadInputException($"{Path}: part {part} is not done; run the same extract again, and see mlnetbert status {Path}.") { Code = "job.incomplete", File = Path };

        return Rows(part);
    }

    /// <summary>The rows of all parts, in the order of the input. Each enumeration reads them anew.</summary>
    /// <exception cref="BadInputException">A part is not done, which is said before the first row; or one cannot be read.</exception>
    public IEnumerable<FeatureRow> ReadRows()
    {
        int missing = Enumerable.Range(0, PartCount).Count(part => Marker(part) == null);
        return missing == 0
            ? Enumerable.Range(0, PartCount).SelectMany(Rows)
            : throw new BadInputException($"{Path} is not complete: {missing} of its {PartCount} parts are not done; run the same extract again, or read single parts.") { Code = "job.incomplete", File = Path };
    }

    private IEnumerable<FeatureRow> Rows(int part)
    {
        using var reader = PartReader.Open(_folder.Features(part), Dimension);
        foreach ((string id, ReadOnlyMemory<float> features) in reader.Read())
            yield return new FeatureRow(id, features.ToArray());
    }

    private PartMarker? Marker(int part) => PartMarker.Read(_folder.Marker(part)) is { } marker && marker.Job == _plan.Job && FileStatus.Of(_folder.Features(part)).Length == marker.Bytes ? marker : null;

    private void CheckPart(int part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, PartCount);
    }
}
