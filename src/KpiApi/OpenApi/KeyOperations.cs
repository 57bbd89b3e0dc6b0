using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Auth;
using KpiApi.Auth.Keys;
using KpiApi.Kpis;

namespace KpiApi.OpenApi;

/// <summary>Keys and what becomes of them.</summary>
internal static class KeyOperations
{
    public static IEnumerable<KeyValuePair<string, Action<Operation>>> All { get; } =
    [
        new("GET /v1/keys", o => o
            .Is("listKeys", Tags.Keys, "Every key", "By age, revoked and expired ones too; never their texts. A key from the configuration is not among them.")
            .Answers<ItemList<KeyItem>>(200, "All of them; `nextCursor` is always null.")),
        new("POST /v1/keys", o => o
            .Is("makeKey", Tags.Keys, "Make a key", "Its text is shown this once and is kept as a hash. The first key has to have the scope `admin`; from then on every call needs one.")
            .Takes("Whose it is, and what it may do.", (MediaTypeNames.Application.Json, Wanted(), [("dashboard", Example())]))
            .Answers<NewKey>(201, "The key.")
            .Fails(400, "The body is not JSON.", ["malformed_json", "too_deep", "invalid_utf8"])
            .Fails(409, "There is no key yet, and this one could make no other.", ["first_key_not_admin"])
            .Fails(413, "The body is too large.", ["too_large"])
            .Fails(415, "Another media type or encoding.", ["unsupported_media_type"])
            .Fails(422, "Everything that is wrong with it, at once.", ["required", "wrong_type", "unknown_field", "unknown_value", "duplicate_field", "too_long", "invalid_instant", "offset_missing", "out_of_range"])),
        new("POST /v1/keys/{id}/rotate", o => o
            .Is("rotateKey", Tags.Keys, "Give a key a new text", "The old text stays good for the grace period, so that callers can change over one by one; the one before the old ends at once.")
            .InPath("id", Shapes.Text("The key's id.", "3f2a9c1b7d40"))
            .Takes("May be left out.", (MediaTypeNames.Application.Json, Shapes.Object(null, ("graceSeconds", Shapes.Whole("How long the old text stays good: up to 30 days, a day unless said.", 86400))), []))
            .Answers<NewKey>(200, "The key with its new text.")
            .Fails(400, "The body is not JSON.", ["malformed_json", "too_deep", "invalid_utf8"])
            .Fails(404, "There is no such key in force.", ["not_found"])
            .Fails(415, "Another media type or encoding.", ["unsupported_media_type"])
            .Fails(422, "The grace period is wrong.", ["wrong_type", "out_of_range", "not_whole", "unknown_field"])),
        new("DELETE /v1/keys/{id}", o => o
            .Is("revokeKey", Tags.Keys, "Revoke a key", "It is refused from now on, on every replica within a second. Can be repeated.")
            .InPath("id", Shapes.Text("The key's id.", "3f2a9c1b7d40"))
            .Answers<RevokedKey>(200, "It is revoked.")
            .Fails(404, "There is no such key.", ["not_found"])),
    ];

    private static Microsoft.OpenApi.OpenApiSchema Wanted()
    {
        var schema = Shapes.Object(null,
            ("name", Shapes.Text("Whose it is, or what for.", "dashboard")),
            ("scopes", Shapes.List(Shapes.Choice("A scope; `admin` holds all.", ScopeNames.All))),
            ("expiresAt", Shapes.OrNull(Shapes.Text("From then on it is refused; never, unless said.", "2027-01-01T00:00:00Z"))));
        schema.Required = new HashSet<string> { "name", "scopes" };
        return schema;
    }

    private static JsonNode Example() => JsonNode.Parse("""{ "name": "dashboard", "scopes": ["read", "read:agents"], "expiresAt": "2027-12-31T00:00:00Z" }""")!;
}
