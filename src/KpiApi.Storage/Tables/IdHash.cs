using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tables;

/// <summary>
/// Ids as tombstones keep them: SipHash-2-4 under a random key that each database has of its own. Who holds the id of something finds its
/// tombstone; who holds the tombstone alone reads no id in it. A few nanoseconds an id, because a replica looks among all of its own.
/// </summary>
internal sealed class IdHash(UInt128 key)
{
    /// <summary>Where the key is kept, beside the settings.</summary>
    internal const string Address = "tombstones/key";

    private const int MaxStackBytes = 1024;

    public long Of(RecordKind kind, string id)
    {
        var length = Encoding.UTF8.GetMaxByteCount(id.Length);
        var utf8 = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
        return Of(kind, utf8[..Encoding.UTF8.GetBytes(id, utf8)]);
    }

    /// <summary>The kind takes part, so that a ticket and a survey with one id have two hashes.</summary>
    public long Of(RecordKind kind, ReadOnlySpan<byte> idUtf8)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64) ^ (byte)kind);
        Span<ulong> v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573];
        var rest = idUtf8;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..]) Add(v, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        var last = (ulong)idUtf8.Length << 56;
        for (var place = 0; place < rest.Length; place++) last |= (ulong)rest[place] << (8 * place);
        Add(v, last);
        v[2] ^= 0xff;
        for (var round = 0; round < 4; round++) Mix(v);
        return (long)(v[0] ^ v[1] ^ v[2] ^ v[3]);
    }

    /// <summary>The key of a database, made by whoever asks first.</summary>
    public static IdHash Load(KpiDbContext context)
    {
        if (Find(context) is { } known) return known;
        context.Settings.Add(new Setting(Address, RandomNumberGenerator.GetHexString(32, lowercase: true)));
        try
        {
            context.SaveChanges();
        }
        catch (DbUpdateException) when (Find(context) is not null)
        {
            // Another process was first.
        }

        context.ChangeTracker.Clear();
        return Find(context)!;
    }

    private static IdHash? Find(KpiDbContext context) =>
        context.Settings.AsNoTracking().SingleOrDefault(row => row.Id == Address) is { } key ? new(UInt128.Parse(key.Body, NumberStyles.HexNumber, CultureInfo.InvariantCulture)) : null;

    private static void Add(Span<ulong> v, ulong word)
    {
        v[3] ^= word;
        Mix(v);
        Mix(v);
        v[0] ^= word;
    }

    private static void Mix(Span<ulong> v)
    {
        v[0] += v[1];
        v[1] = BitOperations.RotateLeft(v[1], 13) ^ v[0];
        v[0] = BitOperations.RotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = BitOperations.RotateLeft(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = BitOperations.RotateLeft(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = BitOperations.RotateLeft(v[1], 17) ^ v[2];
        v[2] = BitOperations.RotateLeft(v[2], 32);
    }
}
