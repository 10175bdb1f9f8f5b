using System.IO.Compression;
using System.Runtime.CompilerServices;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]

namespace MLNetBert.Saving
{
    /// <summary>The members of ML.NET's public types that only its own assemblies may call, and that each of its own stages uses.</summary>
    internal static class MLNetInternals
    {
        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        public static extern SchemaShape.Column NewShapeColumn(string name, SchemaShape.Column.VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape? annotations);

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetVersionInfo")]
        public static extern void SetVersionInfo(ModelSaveContext context, VersionInfo version);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Writer")]
        public static extern ref BinaryWriter Writer(ModelSaveContext context);

        /// <summary>The writer of the zip.</summary>
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Repository")]
        public static extern ref RepositoryWriter Repository(ModelSaveContext context);

        /// <summary>The zip that is written to; no entry of it is open but while ML.NET writes one.</summary>
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_archive")]
        public static extern ref ZipArchive Archive(RepositoryWriter repository);

        /// <summary>The zip that is read.</summary>
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_archive")]
        public static extern ref ZipArchive Archive(RepositoryReader repository);

        /// <summary>The environment of the context that a catalog belongs to.</summary>
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
        public static extern ref IHostEnvironment Environment(TransformsCatalog.TextTransforms catalog);

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        public static extern TransformsCatalog NewTransforms(IHostEnvironment environment);
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>The runtime looks for this attribute by its name; the framework does not declare it.</summary>
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
    {
        public string AssemblyName { get; } = assemblyName;
    }
}
