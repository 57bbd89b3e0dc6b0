using System.Text.Json.Nodes;
using KpiApi.Http.Descriptions;
using Microsoft.OpenApi;

namespace KpiApi.Auth.Keys;

/// <summary>What calls about keys take.</summary>
internal static class KeyBodies
{
    public const string Make = "KeyBody";
    public const string Rotate = "KeyRotation";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        ("Scope", Shapes.Choice("What a caller may do; `admin` holds all.", ScopeNames.All)),
        (Make, Shapes.Object("A key that is wanted.",
        [
            ("name", Shapes.Text("Whose it is, or what for.", "dashboard")),
            ("scopes", Shapes.List(Shapes.Ref("Scope"), "At least one.")),
        ],
        [
            ("expiresAt", Shapes.OrNull(Shapes.Instant("From then on it is refused; never, unless said.", "2027-01-01T00:00:00Z"))),
        ])),
        (Rotate, Shapes.Object("How a key gets a new text.", [],
        [
            ("graceSeconds", Shapes.OrNull(Shapes.Whole("How long the old text stays good: up to 30 days, a day unless said.", 0, 30 * 86_400))),
        ])),
    ];

    public static JsonNode Example() => JsonNode.Parse("""{ "name": "dashboard", "scopes": ["read", "read:agents"], "expiresAt": "2027-12-31T00:00:00Z" }""")!;
}
