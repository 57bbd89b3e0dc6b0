using System.Text;
using KpiApi.Storage.Databases;

namespace KpiApi.Tests.Storage;

public class TextPoolTests
{
    [Fact]
    public void Same_bytes_give_one_string_again_and_again_and_never_that_of_others()
    {
        var (pool, random, shared) = (new TextPool(1 << 16), new Random(7), 0);
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
        var pool = new TextPool(1 << 12);
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
    public void Long_text_is_not_kept()
    {
        var (pool, utf8) = (new TextPool(1 << 12), Encoding.UTF8.GetBytes(new string('x', 65)));
        pool.Add(utf8, "long");
        pool.Add(utf8.AsSpan(1), "short enough");
        Assert.Equal((null, "short enough"), (pool.Find(utf8), pool.Find(utf8.AsSpan(1))));
    }
}
