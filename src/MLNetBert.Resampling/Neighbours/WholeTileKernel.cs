using System.Runtime.Intrinsics.X86;

namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Like <see cref="TileKernel"/>, over rows rounded to whole numbers of 16 bits: one instruction multiplies and adds two columns of a
/// reference, so a tile takes half the time. The sums are exact. Only x86 has the instruction.
/// </summary>
internal static unsafe class WholeTileKernel
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <param name="a">Queries: for each pair of columns, 12 pairs.</param>
    /// <param name="b">References: for each pair of columns, 32 pairs.</param>
    /// <param name="pairs">Number of pairs of columns.</param>
    /// <param name="c">Receives 12 × 32 dot products, one query after another.</param>
    public static void Multiply(int* a, int* b, int pairs, int* c)
    {
        if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
        {
            Multiply512(a, b, pairs, c);
            return;
        }

        for (int query = 0; query < TileKernel.Queries; query += 6)
        {
            for (int reference = 0; reference < TileKernel.References; reference += 16)
                Multiply256(a + query, b + reference, pairs, c + (query * TileKernel.References) + reference);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply512(int* a, int* b, int pairs, int* c)
    {
        Vector512<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector512<int> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        Vector512<int> c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        Vector512<int> c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        for (int pair = 0; pair < pairs; pair++, a += TileKernel.Queries, b += TileKernel.References)
        {
            Vector512<short> b0 = Vector512.Load(b).AsInt16(), b1 = Vector512.Load(b + 16).AsInt16();
            Vector512<short> v = Vector512.Create(a[0]).AsInt16();
            c00 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c01 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[1]).AsInt16();
            c10 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c11 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[2]).AsInt16();
            c20 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c21 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[3]).AsInt16();
            c30 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c31 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[4]).AsInt16();
            c40 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c41 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[5]).AsInt16();
            c50 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c51 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[6]).AsInt16();
            c60 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c61 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[7]).AsInt16();
            c70 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c71 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[8]).AsInt16();
            c80 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c81 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[9]).AsInt16();
            c90 += Avx512BW.MultiplyAddAdjacent(v, b0);
            c91 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[10]).AsInt16();
            ca0 += Avx512BW.MultiplyAddAdjacent(v, b0);
            ca1 += Avx512BW.MultiplyAddAdjacent(v, b1);
            v = Vector512.Create(a[11]).AsInt16();
            cb0 += Avx512BW.MultiplyAddAdjacent(v, b0);
            cb1 += Avx512BW.MultiplyAddAdjacent(v, b1);
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
    private static void Multiply256(int* a, int* b, int pairs, int* c)
    {
        Vector256<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<int> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int pair = 0; pair < pairs; pair++, a += TileKernel.Queries, b += TileKernel.References)
        {
            Vector256<short> b0 = Vector256.Load(b).AsInt16(), b1 = Vector256.Load(b + 8).AsInt16();
            Vector256<short> v = Vector256.Create(a[0]).AsInt16();
            c00 += Avx2.MultiplyAddAdjacent(v, b0);
            c01 += Avx2.MultiplyAddAdjacent(v, b1);
            v = Vector256.Create(a[1]).AsInt16();
            c10 += Avx2.MultiplyAddAdjacent(v, b0);
            c11 += Avx2.MultiplyAddAdjacent(v, b1);
            v = Vector256.Create(a[2]).AsInt16();
            c20 += Avx2.MultiplyAddAdjacent(v, b0);
            c21 += Avx2.MultiplyAddAdjacent(v, b1);
            v = Vector256.Create(a[3]).AsInt16();
            c30 += Avx2.MultiplyAddAdjacent(v, b0);
            c31 += Avx2.MultiplyAddAdjacent(v, b1);
            v = Vector256.Create(a[4]).AsInt16();
            c40 += Avx2.MultiplyAddAdjacent(v, b0);
            c41 += Avx2.MultiplyAddAdjacent(v, b1);
            v = Vector256.Create(a[5]).AsInt16();
            c50 += Avx2.MultiplyAddAdjacent(v, b0);
            c51 += Avx2.MultiplyAddAdjacent(v, b1);
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
