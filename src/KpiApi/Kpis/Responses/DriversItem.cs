using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using GraphQL;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Http.Descriptions;

namespace KpiApi.Kpis.Responses;

[Name("Drivers"), Description("Why a metric changed: by each dimension, what its values contribute to the change. The dimension that explains most comes first.")]
internal sealed record DriversItem(
    [property: Ignore, Component(DriversItem.QueryComponent), Description("The question as it was understood, defaults filled in.")] JsonElement Query,
    [property: JsonIgnore, DateTime, Description("The start of the period, in its zone.")] string From,
    [property: JsonIgnore, DateTime, Description("The end of the period, exclusive.")] string To,
    [property: JsonIgnore] string TimeZone,
    [property: Description("As asked: first_response_time:avg.")] string Metric,
    [property: Description("Null where there is no data to tell.")] decimal? Value,
    [property: Description("The value of the period compared with.")] decimal? Previous,
    [property: Description("Null when either value is; then there are no drivers.")] decimal? Change,
    [property: Description("By what they explain.")] IReadOnlyList<DriverItem> Drivers,
    IReadOnlyList<KpiWarning> Warnings,
    [property: DateTime, Description("The moment of asking.")] string AsOf,
    [property: Description("Of the data.")] long Version)
{
    public const string QueryComponent = "DriversQuery";

    internal static DriversItem Of(DriversResult result)
    {
        var query = result.Query.Query;
        return new(
            QueryOf(result.Query), InstantText.InZone(query.Period.FromMs, query.Zone), InstantText.InZone(query.Period.ToMs, query.Zone), query.Zone.Id,
            result.Query.Metric.Name, result.Value, result.Previous, result.Change, [.. result.Drivers.Select(DriverItem.Of)],
            result.Warnings, InstantText.Utc(query.AsOf), result.Version);
    }

    internal static JsonElement QueryOf(DriversQuery query)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            QueryJson.Write(json, query);
        return JsonElement.Parse(stream.ToArray());
    }
}

[Name("Driver"), Description("One dimension.")]
internal sealed record DriverItem(
    [property: Description("channel, or a declared attribute such as account.tier.")] string Dimension,
    [property: Description("The absolute contributions of its values together, (overlap) aside.")] decimal Explained,
    [property: Description("The largest contribution first; then (other) and (overlap), where they are.")] IReadOnlyList<DriverValueItem> Values)
{
    internal static DriverItem Of(Driver driver) => new(DimensionNames.Name(driver.Dimension), driver.Explained, [.. driver.Values.Select(DriverValueItem.Of)]);
}

[Name("DriverValue"), Description("A value of the dimension. Contributions add up to the change before each is rounded.")]
internal sealed record DriverValueItem(
    [property: Description("""Null is "no value"; (other) are the values behind the limit as one; (overlap) is what belongs to several values and counts once in the total.""")] string? Value,
    [property: Description("To the change, in the metric's unit.")] decimal Contribution,
    [property: Description("The part that a larger or smaller weight made; null for counts, sums and levels, which have no weights.")] decimal? Mix,
    [property: Description("The part that a better or worse number made; null like mix.")] decimal? Performance,
    DriverSideItem Current, DriverSideItem Previous)
{
    internal static DriverValueItem Of(DriverValue value) => new(
        value.Value, value.Contribution, value.Mix, value.Performance,
        new(value.Current.Value, value.Current.Count), new(value.Previous.Value, value.Previous.Count));
}

[Name("DriverSide"), Description("The value in one of the two periods.")]
internal sealed record DriverSideItem([property: Description("Null where there is no data to tell.")] decimal? Value, [property: Count, Description("The sample size.")] long Count);
