using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Tests.Columns.Snapshots;

/// <summary>Whatever happens to the bytes, either all of it is read or nothing.</summary>
public class SnapshotDamageTests
{
    private static readonly FactSnapshot s_snapshot = ManyFacts.Publish(ManyFacts.Tickets(FactChunk.Capacity + 20));
    private static readonly byte[] s_bytes = Kept.Bytes(s_snapshot);
    private static readonly byte[] s_small = Kept.Bytes(ManyFacts.Publish(ManyFacts.Tickets(3)));

    [Fact]
    public void Any_bit_turned_is_noticed()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        for (var n = 0; n < 20; n++)
            Refused(s_bytes, random.Next(s_bytes.Length), random.Next(8));
        for (var at = 0; at < s_small.Length; at += 5)
            Refused(s_small, at, random.Next(8));
    }

    [Fact]
    public void Any_end_cut_off_is_noticed()
    {
        for (var length = 0; length < s_small.Length; length += 11)
            Assert.Throws<InvalidDataException>(() => Kept.Read(s_small[..length]));
        Assert.Throws<InvalidDataException>(() => Kept.Read(s_bytes[..(s_bytes.Length / 2)]));
    }

    [Fact]
    public void Blocks_of_another_file_are_noticed()
    {
        var other = Kept.Bytes(ManyFacts.Publish([.. ManyFacts.Tickets(3).Reverse()]));
        Assert.Equal(s_small.Length, other.Length);
        // The head is equal, so the blocks after it are whole, but this one stands where that one stood.
        var parts = new[] { s_small, other }.Select(b => b.ToArray()).ToArray();
        var end = parts[0].Length;
        Assert.Throws<InvalidDataException>(() => Kept.Read([.. parts[0][..(end / 2)], .. parts[1][(end / 2)..]]));
    }

    [Fact]
    public void Older_format_is_refused_by_its_first_bytes()
    {
        var older = s_small.ToArray();
        SnapshotWriter.Magic.CopyTo(older);
        older[SnapshotWriter.Magic.Length - 2]--;
        Assert.Equal("It is of another format.", Assert.Throws<InvalidDataException>(() => Kept.Read(older)).Message);
    }

    private static void Refused(byte[] whole, int at, int bit)
    {
        var damaged = whole.ToArray();
        damaged[at] ^= (byte)(1 << bit);
        Assert.True(Record.Exception(() => Kept.Read(damaged)) is InvalidDataException, $"byte {at}, bit {bit}");
    }
}
