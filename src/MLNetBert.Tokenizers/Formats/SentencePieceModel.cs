using MLNetBert.Shared.Protobuf;

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

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private bool _hasNormalizer;

    /// <summary>The id of the unknown piece.</summary>
    public int Unknown => Pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);

    public static SentencePieceModel Read(string file)
    {
        try
        {
            var model = new SentencePieceModel { File = file };
            model.Parse(new ProtoReader(RegularFile.ReadAllBytes(file)));
            if (model.Pieces.Count == 0)
                throw new FormatException("has no pieces");
            if (!model._hasNormalizer)
                throw new FormatException("has no normalizer settings after its pieces, so it is cut off");
            if (model.Algorithm is not (Unigram or Bpe))
                throw new FormatException($"is of the model type {model.Algorithm}; only unigram (1) and BPE (2) are supported");
            if (model.Unknown < 0)
                throw new FormatException("has no unknown piece");
            return model;
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{file} is not a usable SentencePiece model: it {e.Message}; fetch it again, or take another.", e) { Code = "file.damaged", File = file };
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException($"{file} is not a usable SentencePiece model: it has a piece that is not UTF-8; fetch it again.", e) { Code = "file.damaged", File = file };
        }
    }

    private void Parse(ProtoReader reader)
    {
        while (reader.Next())
        {
            if (reader.Field == 1)
                Pieces.Add(ReadPiece(reader.ReadMessage()));
            else if (reader.Field == 2)
                ReadTrainer(reader.ReadMessage());
            else if (reader.Field == 3)
                ReadNormalizer(reader.ReadMessage());
            else
                reader.Skip();
        }
    }

    private static Piece ReadPiece(ProtoReader reader)
    {
        (string text, float score, long kind) = ("", 0, (long)PieceKind.Normal);
        while (reader.Next())
        {
            if (reader.Field == 1)
                text = Strict.GetString(reader.ReadBytes(out _));
            else if (reader.Field == 2)
                score = reader.ReadFloat();
            else if (reader.Field == 3)
                kind = reader.ReadInt64();
            else
                reader.Skip();
        }

        return text.Length == 0 ? throw new FormatException("has an empty piece")
            : !float.IsFinite(score) ? throw new FormatException("has a score that is not a finite number")
            : kind is < 1 or > 6 ? throw new FormatException("has a piece of an unknown type")
            : new Piece(text, score, (PieceKind)kind);
    }

    private void ReadTrainer(ProtoReader reader)
    {
        while (reader.Next())
        {
            if (reader.Field == 3)
                Algorithm = (int)Math.Clamp(reader.ReadInt64(), -1, int.MaxValue);
            else if (reader.Field == 35)
                ByteFallback = reader.ReadBool();
            else
                reader.Skip();
        }
    }

    private void ReadNormalizer(ProtoReader reader)
    {
        _hasNormalizer = true;
        while (reader.Next())
        {
            if (reader.Field == 2)
                CharacterMap = reader.ReadBytes(out _).ToArray();
            else
                reader.Skip();
        }
    }
}
