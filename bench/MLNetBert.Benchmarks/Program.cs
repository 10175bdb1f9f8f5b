using MLNetBert.Benchmarks;
using MLNetBert.Benchmarks.Fuzzing;
using MLNetBert.Benchmarks.Int8;
using MLNetBert.Benchmarks.Jobs;
using MLNetBert.Benchmarks.Rivals;
using MLNetBert.Benchmarks.Sharing;

// A program of several measurements; the first argument names one.
Dictionary<string, Func<string[], int>> programs = new()
{
    ["extract"] = ExtractBenchmark.Run,
    ["tokenizers"] = TokenizerBenchmark.Run,
    ["fuzz"] = FuzzProgram.Run,
    ["fuzz-files"] = FuzzFilesProgram.Run,
    ["int8"] = Int8Program.Run,
    ["japanese"] = JapaneseBenchmark.Run,
    ["jobs"] = JobsProgram.Run,
    ["memory"] = MemoryProgram.Run,
    ["metrics"] = MetricsProgram.Run,
    ["neighbours"] = NeighboursProgram.Run,
    ["predict"] = PredictProgram.Run,
    ["quantize"] = QuantizeProgram.Run,
    ["rivals"] = RivalsProgram.Run,
    ["sharing"] = SharingProgram.Run,
    ["start"] = StartProgram.Run,
    ["stages"] = StagesProgram.Run,
    ["training"] = TrainingProgram.Run,
};
if (args.Length > 0 && programs.TryGetValue(args[0], out Func<string[], int>? program))
    return program(args[1..]);

Console.Error.WriteLine($"Give one of: {string.Join(", ", programs.Keys)}.");
return 2;
