using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Encoder.Batching;
using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Tests;

public sealed class BatchPlannerTests
{
    [Fact]
    public void Every_text_stands_in_one_batch_of_its_own_length_and_the_biggest_come_first() =>
        Prop.ForAll(Gen.Choose(0, 300).ListOf().Select(lengths => lengths.ToArray()).ToArbitrary(), lengths =>
        {
            List<Batch> batches = BatchPlanner.Plan(lengths, oneAtATime: false, BatchLimits.Cpu);
            Assert.Equal(
                Enumerable.Range(0, lengths.Length).Where(i => lengths[i] > 0),
                batches.SelectMany(batch => batch.Texts).Order());
            Assert.All(batches, batch => Assert.All(batch.Texts, text => Assert.Equal(batch.Length, lengths[text])));
            Assert.All(batches, batch => Assert.True(batch.Texts.Length == 1 || (batch.Tokens <= 384 && batch.Length <= 128)));
            Assert.Equal(batches.Select(batch => batch.Tokens).OrderDescending(), batches.Select(batch => batch.Tokens));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_at_a_time_is_one_text_a_batch() =>
        Assert.All(BatchPlanner.Plan([5, 5, 5, 2, 2], oneAtATime: true, BatchLimits.Cpu), batch => Assert.Single(batch.Texts));

    [Fact]
    public void Equal_tokens_are_held_once_but_equal_ids_of_other_types_are_not()
    {
        TokenWindow window = new();
        window.Add([1, 2, 3], [0, 0, 0]);
        window.Add([1, 2, 4], [0, 0, 0]);
        window.Add([1, 2, 3], [0, 0, 0]);
        window.Add([1, 2, 3], [0, 0, 1]);
        Assert.Equal([0, 1, 0, 2], Enumerable.Range(0, 4).Select(window.Distinct));
        Assert.Equal((4, 3, 12, 9), (window.RowCount, window.DistinctCount, window.TokenCount, window.Ids.Count));
        Assert.Equal([1, 2, 4], window.IdsOf(1).ToArray());
        Assert.Equal([0, 0, 1], window.TypesOf(2).ToArray());
    }
}
