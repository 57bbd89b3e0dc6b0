using System.Text;
using KpiApi.Storage.Databases;

namespace KpiApi.Tests.Storage;

public class TextPoolTests
{
    [Fact]
    public void Same_bytes_give_one_string_again_and_again_and_never_that_of_others()
    {
        var (pool, random, shared) = (new TextPool(4 << 20), new Random(7), 0);
        for (var round = 0; round < 200_000; round++)
        {
            var utf8 = Encoding.UTF8.GetBytes($"é{random.Next(20_000)}");
            var wanted = Encoding.UTF8.GetString(utf8);
            if (pool.Find(utf8) is { } found)
            {
                Assert.Equal(wanted, found);
                shared++;
            }
            else
            {
                pool.Add(utf8, wanted);
            }
        }

        Assert.InRange(shared, 120_000, 180_000);
    }

    [Fact]
    public void Text_that_comes_often_gets_its_place_back_from_one_that_does_not()
    {
        var pool = new TextPool(256 << 10);
        byte[] often = [.. "often"u8];
        for (var n = 0; n < 100_000; n++)
        {
            pool.Add(Encoding.UTF8.GetBytes($"{n}"), $"{n}");
            if (pool.Find(often) is null) pool.Add(often, "often");
        }

        for (var tries = 0; tries < 8 && pool.Find(often) is null; tries++) pool.Add(often, "often");
        Assert.Equal("often", pool.Find(often));
    }

    [Fact]
    public void It_takes_no_more_than_it_may_and_goes_on()
    {
        var (pool, mostBytes) = (new TextPool(1 << 20), 0L);
        for (var n = 0; n < 100_000; n++)
        {
            var text = $"{n,60}";
            pool.Add(Encoding.UTF8.GetBytes(text), text);
            mostBytes = Math.Max(mostBytes, pool.SizeBytes);
        }

        Assert.InRange(mostBytes, 1 << 19, 1 << 20);
        for (var tries = 0; tries < 8 && pool.Find("one more"u8) is null; tries++) pool.Add("one more"u8, "one more");
        Assert.Equal("one more", pool.Find("one more"u8));
    }

    [Fact]
    public void Long_text_is_not_kept()
    {
        var (pool, text) = (new TextPool(256 << 10), new string('x', 65));
        var utf8 = Encoding.UTF8.GetBytes(text);
        pool.Add(utf8, text);
        pool.Add(utf8.AsSpan(1), text[1..]);
        Assert.Equal((null, text[1..]), (pool.Find(utf8), pool.Find(utf8.AsSpan(1))));
    }
}
