using System.Diagnostics;
using System.Security.Cryptography;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>The npm packages of tests/node, installed once under artifacts/node.</summary>
internal static class NodePackages
{
    private static readonly Lazy<string> LazyFolder = new(Install);

    /// <summary>The folder with the scripts of tests/node and their node_modules.</summary>
    public static string Folder => LazyFolder.Value;

    private static string Install()
    {
        string source = Path.Combine(RepositoryFiles.Root, "tests", "node");
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(source, "package-lock.json"))))[..12];
        string root = Path.Combine(RepositoryFiles.Root, "artifacts", "node");
        string folder = Path.Combine(root, hash);
        Directory.CreateDirectory(root);

        // Test projects run side by side: whoever has the lock installs into a folder of its own and renames it when complete.
        using (Lock(Path.Combine(root, "lock")))
        {
            if (!Directory.Exists(folder))
            {
                string temporary = $"{folder}.{Guid.NewGuid():N}";
                Directory.CreateDirectory(temporary);
                foreach (string name in (string[])["package.json", "package-lock.json"])
                    File.Copy(Path.Combine(source, name), Path.Combine(temporary, name));

                Run(temporary);
                Directory.Move(temporary, folder);
            }

            foreach (string script in Directory.GetFiles(source, "*.mjs"))
                File.Copy(script, Path.Combine(folder, Path.GetFileName(script)), overwrite: true);
        }

        return folder;
    }

    private static FileStream Lock(string file)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 3000)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static void Run(string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"npm ci failed in {folder}:\n{output.Result}{errors}");
    }
}
