using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table agents, a column a line.</summary>
internal static class AgentColumns
{
    private static readonly TableColumns<Agent> s_columns = new();

    public static readonly Column<Agent> Id = s_columns.Text(nameof(Agent.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Agent> Name = s_columns.Text(nameof(Agent.Name), row => row.Name, (row, value) => row.Name = value);
    public static readonly Column<Agent> Team = s_columns.Word(nameof(Agent.Team), row => row.Team, (row, value) => row.Team = value);
    public static readonly Column<Agent> Bot = s_columns.Flag(nameof(Agent.Bot), row => row.Bot, (row, value) => row.Bot = value);

    public static ImmutableArray<Column<Agent>> All { get; } = s_columns.InOrder;
}
