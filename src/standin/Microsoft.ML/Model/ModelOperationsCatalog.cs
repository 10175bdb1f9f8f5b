using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog
{
    private const string Root = "TransformerChain";
    private const string SchemaEntry = "Schema";
    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        ModelSaveContext.Save(archive, model, Root);
        if (inputSchema == null)
            return;
        using var writer = new BinaryWriter(archive.CreateEntry(SchemaEntry).Open(), Encoding.UTF8);
        writer.Write(inputSchema.Count);
        foreach (var column in inputSchema)
        {
            writer.Write(column.Name);
            TypeCode(writer, column.Type);
        }
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        inputSchema = null;
        if (archive.GetEntry(SchemaEntry) is { } entry)
        {
            using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
            var builder = new DataViewSchema.Builder();
            for (var i = reader.ReadInt32(); i > 0; i--)
                builder.AddColumn(reader.ReadString(), TypeOf(reader));
            inputSchema = builder.ToSchema();
        }

        return ModelLoadContext.Load(archive, _env, Root);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition, ownsTransformer: true);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);

    private static void TypeCode(BinaryWriter writer, DataViewType type)
    {
        var vector = type as VectorDataViewType;
        var item = vector?.ItemType ?? (PrimitiveDataViewType)type;
        writer.Write(vector == null ? -1 : vector.Dimensions.Length);
        foreach (var d in vector?.Dimensions ?? [])
            writer.Write(d);
        writer.Write((item as KeyDataViewType)?.Count ?? 0);
        writer.Write(item.RawType == typeof(ReadOnlyMemory<char>) ? "" : item.RawType.FullName);
    }

    private static DataViewType TypeOf(BinaryReader reader)
    {
        var rank = reader.ReadInt32();
        var dimensions = new int[Math.Max(0, rank)];
        for (var i = 0; i < rank; i++)
            dimensions[i] = reader.ReadInt32();
        var keys = reader.ReadUInt64();
        var name = reader.ReadString();
        var raw = name.Length == 0 ? typeof(ReadOnlyMemory<char>) : Type.GetType(name, throwOnError: true);
        var item = keys > 0 ? new KeyDataViewType(raw, keys) : SchemaDefinition.PrimitiveOf(raw);
        return rank < 0 ? item : new VectorDataViewType(item, dimensions);
    }
}
