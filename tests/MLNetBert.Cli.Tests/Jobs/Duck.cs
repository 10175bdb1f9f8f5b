using DuckDB.NET.Data;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>DuckDB in memory: reads and writes Parquet, and shares nothing with the command.</summary>
internal static class Duck
{
    /// <summary>Runs a statement.</summary>
    public static void Run(string sql)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows that a query gives, as texts.</summary>
    public static string[][] Query(string sql)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture)!)]);

        return [.. rows];
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
