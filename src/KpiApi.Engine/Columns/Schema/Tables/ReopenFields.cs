using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ReopenFields : ListFields<Reopen>
{
    public ReopenFields(FieldList fields)
        : base(fields, FactTable.Reopens, o => o.Reopens)
    {
        At = Instant("reopened_at", r => r.AtMs);
        UndoneResolver = Text("undone_resolver", DictionaryId.Agent, r => r.UndoneResolver);
    }

    public LongField At { get; }
    public CodeField UndoneResolver { get; }
}
