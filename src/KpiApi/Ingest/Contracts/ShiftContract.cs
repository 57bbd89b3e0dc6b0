using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class ShiftContract
{
    private static readonly ContractFields<Shift> s_fields = new(StoreTables.Shifts);

    public static readonly Field Id = s_fields.Add(ShiftColumns.Id, Field.Id("The shift's id in its source.", "SH-20260105-anna"));
    public static readonly Field Agent = s_fields.Add(ShiftColumns.Agent, Field.Reference("agent", "Whose it is.", "anna") with { Required = true, NamesAgent = true });
    public static readonly Field From = s_fields.Add(ShiftColumns.FromMs, Field.Day("from", "When it begins.", "2026-01-05T08:00:00Z") with { Required = true });
    public static readonly Field To = s_fields.Add(ShiftColumns.ToMs, Field.Day("to", "When it ends.", "2026-01-05T16:30:00Z") with { Required = true });
    public static readonly Field Kind = s_fields.Add(ShiftColumns.Kind, Field.Choice<ShiftKind>("kind", "Time planned, for utilization, or time signed in and ready, for occupancy.", "scheduled") with { Default = "scheduled" });

    public static readonly Contract<Shift> Contract = new("shifts", "shift", s_fields, draft => Periods.Check(draft, From, To));
}
