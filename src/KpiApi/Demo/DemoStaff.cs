using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>Twelve people in three teams, and a bot.</summary>
internal static class DemoStaff
{
    public const string Technical = "technical";

    public static readonly Agent Bot = new() { Id = "robo", Name = "Robo", Bot = true };

    public static readonly IReadOnlyList<DemoAgent> People =
    [
        new("anna", "Anna Berg", "front-desk", Pace: 0.80, Kindness: 0.35, Share: 1.3, "chat"),
        new("ben", "Ben Okafor", "front-desk", Pace: 1.05, Kindness: 0.10, Share: 1.0, "phone"),
        new("chloe", "Chloé Martin", "front-desk", Pace: 0.90, Kindness: 0.20, Share: 1.1, "email"),
        new("dario", "Dario Rossi", "front-desk", Pace: 1.35, Kindness: -0.35, Share: 0.8, "email"),
        new("ella", "Ella Novak", "front-desk", Pace: 1.00, Kindness: 0.00, Share: 0.6, "web"),
        new("farid", "Farid Haddad", Technical, Pace: 0.90, Kindness: 0.15, Share: 1.2, "email"),
        new("greta", "Greta Lind", Technical, Pace: 1.10, Kindness: 0.30, Share: 1.0, "phone"),
        new("hugo", "Hugo Silva", Technical, Pace: 1.50, Kindness: -0.20, Share: 0.7, "email"),
        new("ines", "Ines Costa", Technical, Pace: 0.75, Kindness: -0.10, Share: 1.2, "chat"),
        new("jonas", "Jonas Weber", "billing", Pace: 0.95, Kindness: 0.05, Share: 1.0, "email"),
        new("kaya", "Kaya Demir", "billing", Pace: 0.85, Kindness: 0.40, Share: 1.1, "phone"),
        new("liam", "Liam Walsh", "billing", Pace: 1.25, Kindness: -0.15, Share: 0.9, "web"),
    ];

    public static IEnumerable<Agent> Agents => [.. People.Select(p => new Agent { Id = p.Id, Name = p.Name, Team = p.Team }), Bot];

    /// <summary>Work goes by share; who prefers the channel gets twice as much of it.</summary>
    public static DemoAgent Pick(DemoRandom random, string team, string channel) =>
        random.Pick([.. People.Where(p => p.Team == team)], p => p.Share * (p.Prefers == channel ? 2 : 1));
}

/// <param name="Pace">Of waiting and working times: 0.8 is a fifth faster than usual.</param>
/// <param name="Kindness">Added to the customer's mood.</param>
/// <param name="Share">Of the team's work: some work part-time.</param>
/// <param name="Prefers">A channel.</param>
internal sealed record DemoAgent(string Id, string Name, string Team, double Pace, double Kindness, double Share, string Prefers);
