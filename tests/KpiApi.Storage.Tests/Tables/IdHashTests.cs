using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Tests.Tables;

public sealed class IdHashTests
{
    /// <summary>The vectors of the authors' own test, of 0, 1, 8 and 15 bytes 00, 01, 02 …</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(8, unchecked((long)0x93f5f5799a932462))]
    [InlineData(15, unchecked((long)0xa129ca6149be45e5))]
    public void Hash_is_SipHash(int bytes, long expected) => Assert.Equal(
        expected, new IdHash(new UInt128(0x0f0e0d0c0b0a0908, 0x0706050403020100)).Of(RecordKind.Ticket, [.. Enumerable.Range(0, bytes).Select(n => (byte)n)]));

    [Fact]
    public void Kind_and_key_take_part()
    {
        var (one, other) = (new IdHash(1), new IdHash(2));
        Assert.Equal(one.Of(RecordKind.Ticket, "Tä-1"), one.Of(RecordKind.Ticket, "Tä-1"u8));
        Assert.NotEqual(one.Of(RecordKind.Ticket, "T-1"), one.Of(RecordKind.Survey, "T-1"));
        Assert.NotEqual(one.Of(RecordKind.Ticket, "T-1"), other.Of(RecordKind.Ticket, "T-1"));
        Assert.Equal(one.Of(RecordKind.Ticket, new string('x', 5000)), one.Of(RecordKind.Ticket, new string('x', 5000)));
    }
}
