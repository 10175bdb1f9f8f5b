namespace MLNetBert.Encoder.Session;

/// <summary>The results of a run, in the memory of the session, which is held until this is disposed of: no span of them may be used afterwards.</summary>
internal readonly ref struct NativeResults(SafeHandle session, IDisposableReadOnlyCollection<OrtValue> values)
{
    public OrtValue this[int output] => values[output];

    public void Dispose()
    {
        values.Dispose();
        session.DangerousRelease();
    }
}
