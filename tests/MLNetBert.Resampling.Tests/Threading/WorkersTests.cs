using MLNetBert.Resampling;
using MLNetBert.Resampling.Threading;

namespace MLNetBert.Tests.Resampling;

public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_piece_throws_reaches_the_caller_as_it_is(int threads)
    {
        int done = 0;
        var bad = new BadInputException("the piece") { Code = "test.code" };
        BadInputException caught = Assert.Throws<BadInputException>(() => new Workers(threads).ForEach(100_000, piece =>
        {
            Interlocked.Increment(ref done);
            if (piece >= 10)
                throw bad;
        }));
        Assert.Same(bad, caught);
        Assert.InRange(done, 1, 50_000);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1025)]
    [InlineData(int.MaxValue / 4)]
    [InlineData(int.MaxValue)]
    public void Any_number_of_threads_makes_the_same_rows(int threads)
    {
        var data = RandomData.Of(5, 40);
        var smote = new Smote { MaxDegreeOfParallelism = 1 };
        ResampleResult one = smote.Resample(data.Features, data.Labels), many = (smote with { MaxDegreeOfParallelism = threads }).Resample(data.Features, data.Labels);
        Assert.Equal(one.SourceRows, many.SourceRows);
        for (int row = 0; row < one.Rows; row++)
            Assert.True(one.Row(row).SequenceEqual(many.Row(row)));

        NeighbourTable few = NearestNeighbours.Find(data.Features, 3, 1), table = NearestNeighbours.Find(data.Features, 3, threads);
        for (int row = 0; row < data.Features.Rows; row++)
            Assert.True(few.Rows(row).SequenceEqual(table.Rows(row)));
    }
}
