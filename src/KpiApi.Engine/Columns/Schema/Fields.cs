using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>A table of the columns; the rows of an owner lie together in each.</summary>
internal enum FactTable { Tickets, Resolutions, Reopens, OpenPieces, StageVisits, SlaClocks, Activities, Surveys, Accounts, Shifts, Costs }

/// <summary>A column of whole numbers: instants, durations, score units.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all number columns.</param>
/// <param name="CoarseUnit">Values are often multiples of this (1 second, 1 point) and then stored so.</param>
internal abstract record LongField(FactTable Table, int Ordinal, long CoarseUnit)
{
    /// <summary>Writes the owner's rows; null is <see cref="LongColumn.Null"/>.</summary>
    public abstract void Write(OwnerFacts facts, Span<long> destination);
}

/// <summary>A column of dictionary codes.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all code columns.</param>
/// <param name="DictionaryId">Whose codes they are; fixed ones are 0 for none, else the value of an enumeration plus 1.</param>
internal abstract record CodeField(FactTable Table, int Ordinal, DictionaryId DictionaryId)
{
    /// <summary>Writes the owner's rows, adding names to the dictionary.</summary>
    public abstract void Write(OwnerFacts facts, NameDictionaryBuilder names, Span<int> destination);
}

/// <summary>A column of ids, each different, so that codes would save nothing.</summary>
/// <param name="Table">Where it stands.</param>
/// <param name="Ordinal">Its place among all id columns.</param>
internal abstract record IdField(FactTable Table, int Ordinal)
{
    /// <summary>Writes the owner's rows.</summary>
    public abstract void Write(OwnerFacts facts, IdColumn.Builder destination);
}
