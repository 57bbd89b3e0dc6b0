using System.Globalization;
using KpiApi.Http;
using NodaTime;

namespace KpiApi.Tests.Http;

/// <summary>An instant has one text, whoever writes it.</summary>
public sealed class InstantTextTests
{
    [Theory]
    [InlineData("2026-11-22T15:33:53.123Z")]
    [InlineData("2026-11-22T15:33:53.1Z")]
    [InlineData("2026-11-22T15:33:53.05Z")]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void Framework_and_library_write_the_same(string text)
    {
        var at = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(text, InstantText.Utc(Instant.FromDateTimeOffset(at)));
        Assert.Equal(text, at.UtcDateTime.ToString(InstantText.UtcFormat, CultureInfo.InvariantCulture));
    }
}
