namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Dot products of 12 packed queries with 32 packed references, all sums in registers: 24 accumulators of 16 lanes if
/// the machine has 512-bit vectors, else four tiles of 6 × 16 with 12 accumulators of 8 lanes.
/// The order of additions per product is that of the columns; fused or not, the error bound of the search covers it.
/// Compiled to full speed at once: a single search would be over before the runtime came back to it.
/// </summary>
internal static unsafe class TileKernel
{
    public const int Queries = 12;
    public const int References = 32;

    /// <param name="a">Queries: for each column, 12 values.</param>
    /// <param name="b">References: for each column, 32 values.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="c">Receives 12 × 32 dot products, one query after another.</param>
    public static void Multiply(float* a, float* b, int columns, float* c)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(a, b, columns, c);
            return;
        }

        for (int query = 0; query < Queries; query += 6)
        {
            for (int reference = 0; reference < References; reference += 16)
                Multiply256(a + query, b + reference, columns, c + (query * References) + reference);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512(float* a, float* b, int columns, float* c)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector512<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        Vector512<float> c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        for (int column = 0; column < columns; column++, a += Queries, b += References)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
            var v = Vector512.Create(a[0]);
            c00 = Vector512.MultiplyAddEstimate(v, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(v, b1, c01);
            v = Vector512.Create(a[1]);
            c10 = Vector512.MultiplyAddEstimate(v, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(v, b1, c11);
            v = Vector512.Create(a[2]);
            c20 = Vector512.MultiplyAddEstimate(v, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(v, b1, c21);
            v = Vector512.Create(a[3]);
            c30 = Vector512.MultiplyAddEstimate(v, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(v, b1, c31);
            v = Vector512.Create(a[4]);
            c40 = Vector512.MultiplyAddEstimate(v, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(v, b1, c41);
            v = Vector512.Create(a[5]);
            c50 = Vector512.MultiplyAddEstimate(v, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(v, b1, c51);
            v = Vector512.Create(a[6]);
            c60 = Vector512.MultiplyAddEstimate(v, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(v, b1, c61);
            v = Vector512.Create(a[7]);
            c70 = Vector512.MultiplyAddEstimate(v, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(v, b1, c71);
            v = Vector512.Create(a[8]);
            c80 = Vector512.MultiplyAddEstimate(v, b0, c80);
            c81 = Vector512.MultiplyAddEstimate(v, b1, c81);
            v = Vector512.Create(a[9]);
            c90 = Vector512.MultiplyAddEstimate(v, b0, c90);
            c91 = Vector512.MultiplyAddEstimate(v, b1, c91);
            v = Vector512.Create(a[10]);
            ca0 = Vector512.MultiplyAddEstimate(v, b0, ca0);
            ca1 = Vector512.MultiplyAddEstimate(v, b1, ca1);
            v = Vector512.Create(a[11]);
            cb0 = Vector512.MultiplyAddEstimate(v, b0, cb0);
            cb1 = Vector512.MultiplyAddEstimate(v, b1, cb1);
        }

        c00.Store(c);
        c01.Store(c + 16);
        c10.Store(c + 32);
        c11.Store(c + 48);
        c20.Store(c + 64);
        c21.Store(c + 80);
        c30.Store(c + 96);
        c31.Store(c + 112);
        c40.Store(c + 128);
        c41.Store(c + 144);
        c50.Store(c + 160);
        c51.Store(c + 176);
        c60.Store(c + 192);
        c61.Store(c + 208);
        c70.Store(c + 224);
        c71.Store(c + 240);
        c80.Store(c + 256);
        c81.Store(c + 272);
        c90.Store(c + 288);
        c91.Store(c + 304);
        ca0.Store(c + 320);
        ca1.Store(c + 336);
        cb0.Store(c + 352);
        cb1.Store(c + 368);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply256(float* a, float* b, int columns, float* c)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int column = 0; column < columns; column++, a += Queries, b += References)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
            var v = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(v, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(v, b1, c01);
            v = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(v, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(v, b1, c11);
            v = Vector256.Create(a[2]);
            c20 = Vector256.MultiplyAddEstimate(v, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(v, b1, c21);
            v = Vector256.Create(a[3]);
            c30 = Vector256.MultiplyAddEstimate(v, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(v, b1, c31);
            v = Vector256.Create(a[4]);
            c40 = Vector256.MultiplyAddEstimate(v, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(v, b1, c41);
            v = Vector256.Create(a[5]);
            c50 = Vector256.MultiplyAddEstimate(v, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(v, b1, c51);
        }

        c00.Store(c);
        c01.Store(c + 8);
        c10.Store(c + 32);
        c11.Store(c + 40);
        c20.Store(c + 64);
        c21.Store(c + 72);
        c30.Store(c + 96);
        c31.Store(c + 104);
        c40.Store(c + 128);
        c41.Store(c + 136);
        c50.Store(c + 160);
        c51.Store(c + 168);
    }
}
