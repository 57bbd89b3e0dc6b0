using KpiApi.Webhooks;

namespace KpiApi.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private const long Start = 1_767_600_000_000;
    private const long Day = 86_400_000;

    [Fact]
    public void Pauses_double_from_five_seconds_to_an_hour_and_end_after_a_day()
    {
        var (pauses, now) = (new List<double>(), Start);
        for (var attempts = 1; RetrySchedule.Next(attempts, Start, now, null) is { } next; attempts++)
        {
            pauses.Add((next - now) / 1_000.0);
            now = next;
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560], pauses[..10]);
        Assert.All(pauses[10..^1], pause => Assert.Equal(3_600, pause));
        Assert.Equal(Start + Day, now);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3, 5)]
    [InlineData(7_200, 3_600)]
    [InlineData(-5, 5)]
    public void Receiver_may_ask_for_a_longer_pause_of_an_hour_at_most(int asked, int pause) =>
        Assert.Equal(Start + pause * 1_000, RetrySchedule.Next(1, Start, Start, TimeSpan.FromSeconds(asked)));

    [Fact]
    public void Clock_that_jumps_back_delays_by_no_more_than_the_pause() => Assert.Equal(Start - Day + 5_000, RetrySchedule.Next(1, Start, Start - Day, null));
}
