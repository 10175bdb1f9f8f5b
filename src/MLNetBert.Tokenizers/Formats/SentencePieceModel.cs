using System.Text;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>What a piece is for.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece of a SentencePiece vocabulary.</summary>
internal readonly record struct Piece(string Text, float Score, PieceKind Kind);

/// <summary>A SentencePiece model file (sentencepiece_model.proto): the pieces, the algorithm, the normalizer's character map.</summary>
internal sealed class SentencePieceModel
{
    public const int Unigram = 1, Bpe = 2;

    public required string File { get; init; }

    public List<Piece> Pieces { get; } = [];

    /// <summary>trainer_spec.model_type.</summary>
    public int Algorithm { get; private set; } = Unigram;

    public bool ByteFallback { get; private set; }

    /// <summary>normalizer_spec.precompiled_charsmap; empty for none.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    private bool _hasNormalizer;

    /// <summary>The id of the unknown piece.</summary>
    public int Unknown => Pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);

    public static SentencePieceModel Read(string file)
    {
        try
        {
            var model = new SentencePieceModel { File = file };
            model.Parse(System.IO.File.ReadAllBytes(file));
            if (model.Pieces.Count == 0)
                throw new FormatException("has no pieces");
            if (!model._hasNormalizer)
                throw new FormatException("has no settings of a normalizer behind its pieces, so it is cut off");
            if (model.Algorithm is not (Unigram or Bpe))
                throw new FormatException($"is of the model type {model.Algorithm}; only unigram (1) and BPE (2) are supported");
            if (model.Unknown < 0)
                throw new FormatException("has no unknown piece");
            return model;
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{file} is no usable SentencePiece model: it {e.Message}; fetch it again, or take another.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException($"{file} is no usable SentencePiece model: it has a piece that is not UTF-8; fetch it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1)
                Pieces.Add(ReadPiece(reader.Bytes));
            else if (reader.Field == 2)
                ReadTrainer(reader.Bytes);
            else if (reader.Field == 3)
                ReadNormalizer(reader.Bytes);
        }
    }

    private static Piece ReadPiece(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        var piece = new Piece("", 0, PieceKind.Normal);
        while (reader.Next())
        {
            piece = reader.Field switch
            {
                1 => piece with { Text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(reader.Bytes) },
                2 => piece with { Score = float.IsFinite(reader.Float) ? reader.Float : throw new FormatException("has a score that is no finite number") },
                3 => piece with { Kind = reader.Number is >= 1 and <= 6 ? (PieceKind)reader.Number : throw new FormatException("has a piece of an unknown type") },
                _ => piece,
            };
        }

        return piece.Text.Length > 0 ? piece : throw new FormatException("has an empty piece");
    }

    private void ReadTrainer(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 3)
                Algorithm = (int)Math.Min(reader.Number, int.MaxValue);
            else if (reader.Field == 35)
                ByteFallback = reader.Bool;
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> bytes)
    {
        _hasNormalizer = true;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 2)
                CharacterMap = reader.Bytes.ToArray();
        }
    }
}
