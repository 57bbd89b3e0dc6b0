using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class OpenPieceFields : ListFields<OpenPiece>
{
    public OpenPieceFields(FieldList fields)
        : base(fields, FactTable.OpenPieces, o => o.OpenPieces)
    {
        From = Long(p => p.FromMs);
        To = Long(p => p.ToMs);
        Status = Fixed(p => (int)p.Status + 1, DictionaryId.Status);
        Edges = Fixed(p => (int)p.Edges + 1);
    }

    public LongField From { get; }
    public LongField To { get; }
    public CodeField Status { get; }
    public CodeField Edges { get; }
}
