using System.Text.Json;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

/// <summary>A URL to which a help desk sends, as it is kept: a hash of its token, never the token.</summary>
/// <param name="Preset">The help desk whose map it begins with; null for none.</param>
/// <param name="Map">What it says otherwise than the preset, or the whole map; null for the preset as it is.</param>
/// <param name="Values">Words of the help desk beside those of the preset; null for none.</param>
/// <param name="TimeZone">IANA name, of times without an offset; null where such a time is a mistake.</param>
/// <param name="Secret">By which the help desk signs; kept as it is, because a signature can be checked in no other way. Null where it does not sign.</param>
/// <param name="Hash">SHA-256 of the token, in hexadecimal digits.</param>
/// <param name="OldHash">Of the token before the last rotation; null for none.</param>
/// <param name="OldUntilMs">How long that one is good.</param>
internal sealed record HookSetting(string Id, string? Preset, JsonElement? Map, JsonElement? Values, string? TimeZone, string? Secret, string Hash, string? OldHash, long? OldUntilMs)
{
    public static readonly string[] Members = ["preset", "map", "values", "timeZone", "secret", "hash", "oldHash", "oldUntilMs"];

    public static HookSetting Read(JsonMembers members) => new(
        members.Id, members.Text("preset"), members.JsonObject("map"), members.JsonObject("values"), members.Text("timeZone"), members.Text("secret"),
        members.RequiredText("hash"), members.Text("oldHash"), members.Whole("oldUntilMs", 0, long.MaxValue));
}
