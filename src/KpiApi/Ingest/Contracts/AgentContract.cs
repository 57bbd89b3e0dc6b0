using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class AgentContract
{
    private static readonly ContractFields<Agent> s_fields = new(StoreTables.Agents);

    public static readonly Field Id = s_fields.Add(AgentColumns.Id, Field.Id("The id by which tickets, events and surveys name the agent.", "anna") with { NamesAgent = true });
    public static readonly Field Name = s_fields.Add(AgentColumns.Name, Field.Text("name", "For people to read.", "Anna Berg") with { NamesAgent = true });
    public static readonly Field Team = s_fields.Add(AgentColumns.Team, Field.Reference("team", "The team the agent belongs to.", "tier-1"));
    public static readonly Field Bot = s_fields.Add(AgentColumns.Bot, Field.Flag("bot", "Its replies are machine replies.", "false") with { Default = "false" });

    public static readonly Contract<Agent> Contract = new("agents", "agent", s_fields, _ => { });
}
