namespace KpiApi.Demo;

/// <summary>Where to look next.</summary>
internal static class DemoAddresses
{
    private static readonly (string What, string Path)[] s_all =
    [
        ("See the day", "/"),
        ("Try every call", "/swagger"),
        ("Try GraphQL", "/graphql"),
        ("By channel", "/v1/kpis?metrics=tickets_created,first_response_time:median,csat&groupBy=channel"),
        ("By week", "/v1/kpis?metrics=tickets_created,tickets_resolved,open_tickets&interval=week&period=last_90_days"),
        ("Leaderboard", "/v1/kpis?metrics=tickets_resolved,first_response_time:median,csat&groupBy=agent&orderBy=-tickets_resolved"),
        ("NPS by tier", "/v1/kpis?metrics=nps,csat&groupBy=account.tier"),
        ("Promises kept", "/v1/kpis?metrics=sla_first_response,sla_next_reply,sla_resolution&groupBy=priority&include=target"),
        ("Busy hours", "/v1/kpis?metrics=tickets_created&interval=hour_of_day"),
        ("One ticket explained", "/v1/tickets/T-10001"),
        ("All metrics", "/v1/metrics"),
    ];

    public static string Text(string root)
    {
        var lines = s_all.Select(a => $"  {a.What,-21} {root.TrimEnd('/')}{a.Path}");
        return $"\n{string.Join('\n', lines)}\n\n  Ctrl+C ends it.\n";
    }
}
