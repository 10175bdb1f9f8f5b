namespace MLNetBert.Tests;

/// <summary>Small graphs that open and then go wrong: a table of 16 x 4 that input_ids are gathered from.</summary>
internal static class OddGraphs
{
    /// <summary>Reshapes what was gathered to [1, 7, 4], whatever its length.</summary>
    public static readonly byte[] FailsRunning = Convert.FromBase64String(
        "CAgSAXg6uwMKGQoBVAoJaW5wdXRfaWRzEgF4IgZHYXRoZXIKIwoBeAoCc2gSEWxhc3RfaGlkZGVuX3N0YXRlIgdSZXNoYXBlEgFnKowCCBAIBBABQgFUSoAC" +
        "AAAAAAAAgD8AAABAAABAQAAAgEAAAKBAAADAQAAA4EAAAABBAAAQQQAAIEEAADBBAABAQQAAUEEAAGBBAABwQQAAgEEAAIhBAACQQQAAmEEAAKBBAACoQQAA" +
        "sEEAALhBAADAQQAAyEEAANBBAADYQQAA4EEAAOhBAADwQQAA+EEAAABCAAAEQgAACEIAAAxCAAAQQgAAFEIAABhCAAAcQgAAIEIAACRCAAAoQgAALEIAADBC" +
        "AAA0QgAAOEIAADxCAABAQgAAREIAAEhCAABMQgAAUEIAAFRCAABYQgAAXEIAAGBCAABkQgAAaEIAAGxCAABwQgAAdEIAAHhCAAB8QioiCAMQB0ICc2hKGAEA" +
        "AAAAAAAABwAAAAAAAAAEAAAAAAAAAFooCglpbnB1dF9pZHMSGwoZCAcSFQoHEgViYXRjaAoKEghzZXF1ZW5jZWIZChFsYXN0X2hpZGRlbl9zdGF0ZRIECgII" +
        "AUIECgAQDg==");

    /// <summary>Every value of the table is NaN.</summary>
    public static readonly byte[] GivesNaN = Convert.FromBase64String(
        "CAgSAXg6nQMKKQoBVAoJaW5wdXRfaWRzEhFsYXN0X2hpZGRlbl9zdGF0ZSIGR2F0aGVyEgFnKowCCBAIBBABQgFUSoACAADAfwAAwH8AAMB/AADAfwAAwH8A" +
        "AMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADA" +
        "fwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8A" +
        "AMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAfwAAwH8AAMB/AADAf1ooCglpbnB1dF9pZHMSGwoZCAcSFQoHEgViYXRjaAoKEghz" +
        "ZXF1ZW5jZWI0ChFsYXN0X2hpZGRlbl9zdGF0ZRIfCh0IARIZCgcSBWJhdGNoCgoSCHNlcXVlbmNlCgIIBEIECgAQDg==");

    /// <summary>A vocabulary of 14 tokens that fits, for vocab.txt.</summary>
    public const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nworld\na\nb\nc\nd\ne\nf\ng\n";
}
