using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Runs before a process's own code if DOTNET_STARTUP_HOOKS names this assembly, and gives it a culture. "odd" is made here and needs no ICU; for those that do, the build's
/// invariant mode is switched off, and the process ends at once if sv-SE then does not have the minus sign that the test is about.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "MLNETBERT_TEST_CULTURE";
    private const string Minus = "\u2212";

    /// <summary>Cultures with other minus signs, decimal separators, casing, digits and calendars than the invariant one.</summary>
    public static readonly string[] Cultures = ["odd", "sv-SE", "tr-TR", "fa-IR", "ar-SA"];

    /// <summary>Makes a process start under a culture; null: as it would.</summary>
    public static void Under(string? culture, ProcessStartInfo start)
    {
        if (culture == null)
            return;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[Variable] = culture;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = culture == "odd" ? "1" : "0";
    }

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name)
            return;
        CultureInfo culture = name == "odd" ? Odd() : Named(name);
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = culture;
        if ((-1.5).ToString() == "-1.5")
            throw new InvalidOperationException($"{name} writes -1.5 as the invariant culture does, so nothing would be tested under it.");
    }

    private static CultureInfo Named(string name)
    {
        string sign = new CultureInfo("sv-SE").NumberFormat.NegativeSign;
        if (sign != Minus)
            throw new PlatformNotSupportedException($"sv-SE has the minus sign '{sign}' here, not U+2212: ICU is missing or switched off, so no culture can be tested; install libicu.");
        return new CultureInfo(name);
    }

    private static CultureInfo Odd()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = Minus;
        culture.NumberFormat.PositiveSign = "\u200e+";
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.PercentGroupSeparator = "\u00a0";
        culture.NumberFormat.NaNSymbol = "none";
        culture.DateTimeFormat.TimeSeparator = ".";
        culture.DateTimeFormat.DateSeparator = "_";
        return culture;
    }
}
