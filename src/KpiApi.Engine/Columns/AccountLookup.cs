using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns;

/// <summary>What each account has of one declared attribute: from the account's code to the value's.</summary>
/// <param name="Slot">Of the attribute.</param>
/// <param name="Values">By the account's code, of every account of the snapshot; 0 for none.</param>
/// <param name="ContentId">
/// SHA-256 of what it says. Rows that name an account do not change with it, so nothing else would tell that numbers by its tier have.
/// </param>
internal sealed record AccountLookup(int Slot, int[] Values, UInt128 ContentId)
{
    public static AccountLookup Of(FactChunk[] chunks, NameDictionaries names, int slot)
    {
        var values = new int[names[DictionaryId.Account].Count];
        using var reader = new ChunkReader();
        for (var index = 0; index < chunks.Length; index++)
        {
            if (chunks[index].RowCount(FactTable.Accounts) == 0)
                continue;
            reader.Open(chunks[index], index);
            var accounts = reader.Codes(FactSchema.Account.Id, FactTable.Accounts);
            var codes = reader.Codes(FactSchema.Account.Attributes[slot], FactTable.Accounts);
            for (var row = 0; row < accounts.Length; row++)
                values[accounts[row]] = codes[row];
        }
        return new AccountLookup(slot, values, IdOf(values, names[DictionaryId.AccountAttribute + slot]));
    }

    /// <summary>Accounts without a value behind the last that has one do not count, so that new ones change nothing.</summary>
    private static UInt128 IdOf(int[] values, NameDictionary names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan().TrimEnd(0)));
        // A code may have been given to another name since.
        for (var code = 1; code < names.Count; code++)
            hash.AppendData(Encoding.UTF8.GetBytes($"{names.Name(code)}\n"));
        return MemoryMarshal.Read<UInt128>(hash.GetHashAndReset());
    }
}

/// <summary>The look-ups of a snapshot, each made when it is first asked for; a race repeats the work.</summary>
internal sealed class AccountLookups(FactChunk[] chunks, NameDictionaries names, AccountLookups? before)
{
    private readonly AccountLookup?[] _bySlot = new AccountLookup?[Model.AttributeSlots.Max];

    // Those alone, not the ones before themselves, which would hold all that were ever made.
    private readonly AccountLookup?[] _before = before is null ? [] : [.. before._bySlot];
    private readonly FactChunk[] _accountsBefore = before?._accounts.Value ?? [];
    private readonly Lazy<FactChunk[]> _accounts = new(() => Array.FindAll(chunks, chunk => chunk.RowCount(FactTable.Accounts) > 0));

    public AccountLookup this[int slot] => _bySlot[slot] ??= Same(slot) ?? AccountLookup.Of(chunks, names, slot);

    /// <summary>That of the snapshot before, where no account has changed and there are as many.</summary>
    private AccountLookup? Same(int slot) =>
        _before.Length > 0 && _before[slot] is { } known && known.Values.Length == names[DictionaryId.Account].Count && _accounts.Value.SequenceEqual(_accountsBefore) ? known : null;
}
