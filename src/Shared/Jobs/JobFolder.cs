namespace MLNetBert.Shared.Jobs;

/// <summary>The names in a job folder: job.json, and for each part its features, its marker and perhaps its bad rows. Above 10,000 parts they stand in subfolders of 1,000.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Parts">How many parts the job has.</param>
internal sealed record JobFolder(string Path, int Parts)
{
    /// <summary>The plan's name.</summary>
    public const string PlanName = "job.json";

    /// <summary>How the names of parts begin.</summary>
    public const string Prefix = "part-";

    private const int MostInFolder = 10_000;
    private const int InSubfolder = 1_000;
    private const int FewestDigits = 5;

    private readonly int _digits = Math.Max(FewestDigits, Math.Max(0, Parts - 1).ToString(CultureInfo.InvariantCulture).Length);

    /// <summary>The plan.</summary>
    public string Plan => PlanOf(Path);

    /// <summary>The plan of a folder.</summary>
    public static string PlanOf(string folder) => System.IO.Path.Combine(folder, PlanName);

    /// <summary>The folder in which a part stands.</summary>
    public string FolderOf(int part) => Parts <= MostInFolder ? Path : System.IO.Path.Combine(Path, Number(part / InSubfolder, _digits - 3));

    /// <summary>A part's features.</summary>
    public string Features(int part) => Named(part, ".parquet");

    /// <summary>What says that a part is done.</summary>
    public string Marker(int part) => Named(part, ".json");

    /// <summary>The rows of a part that could not be used.</summary>
    public string BadRows(int part) => Named(part, ".bad.jsonl");

    private string Named(int part, string ending) => System.IO.Path.Combine(FolderOf(part), $"{Prefix}{Number(part, _digits)}{ending}");

    private static string Number(int number, int digits) => number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
