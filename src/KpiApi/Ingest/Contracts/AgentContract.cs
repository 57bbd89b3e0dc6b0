using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal static class AgentContract
{
    private static readonly Field Id = Field.Id("The id by which tickets, events and surveys name the agent.", "anna");
    private static readonly Field Name = Field.Text("name", "For people to read.", "Anna Berg");
    private static readonly Field Team = Field.Word("team", "The team the agent belongs to.", "tier-1");
    private static readonly Field Bot = Field.Flag("bot", "Its replies are machine replies.", "false") with { Default = "false" };

    public static readonly Contract<Agent> Contract = new("agents", "agent", [Id, Name, Team, Bot], _ => { }, Make);

    private static Agent Make(ItemDraft draft) => new()
    {
        Id = draft.RequiredText(Id),
        Name = draft.Text(Name),
        Team = draft.Text(Team),
        Bot = draft.Flag(Bot) ?? false,
    };
}
