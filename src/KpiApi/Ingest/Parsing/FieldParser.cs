using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Databases;
using NodaTime;

namespace KpiApi.Ingest.Parsing;

/// <summary>Reads and checks the text of one value by its field, whatever format it came in. Null = it is all right, and in the slot.</summary>
internal sealed class FieldParser(LimitsOptions limits)
{
    /// <summary>2026-01-31.</summary>
    private const int DayLength = 10;

    /// <summary>For some fifty thousand accounts.</summary>
    private const int MostWordBytes = 6 << 20;

    private readonly TextPool _pool = new(MostWordBytes);

    private static ReadOnlySpan<byte> Midnight => "T00:00"u8;

    /// <summary>Of instants that have no offset; null makes them an error.</summary>
    public DateTimeZone? Zone { get; init; }

    /// <summary>In which a date without a time is a day, where <see cref="Zone"/> does not say it.</summary>
    public DateTimeZone? DayZone { get; set; }

    /// <summary>The last instant at which something can have happened: now, by clocks that differ a little.</summary>
    public long LatestMs { get; init; } = long.MaxValue;

    public RequestError? Parse(Field field, ReadOnlySpan<byte> utf8, ref Slot slot) => field.Kind switch
    {
        FieldKind.Text => ParseText(field, utf8, ref slot),
        FieldKind.Choice => ParseChoice(field, utf8, ref slot),
        FieldKind.Instant => ParseInstant(field, utf8, ref slot),
        FieldKind.Flag => ParseFlag(utf8, ref slot),
        _ => ParseNumber(field, utf8, ref slot),
    };

    private RequestError? ParseInstant(Field field, ReadOnlySpan<byte> utf8, ref Slot slot)
    {
        Span<byte> midnight = stackalloc byte[DayLength + Midnight.Length];
        scoped var text = utf8;
        var zone = Zone;
        if (utf8.Length == DayLength && utf8[4] == '-')
        {
            if (!field.MayBeDay) return new("invalid_instant", $"{field.Name} has to have a time, and an offset like Z or +01:00: 2026-01-31T09:30:00Z.");
            utf8.CopyTo(midnight);
            Midnight.CopyTo(midnight[DayLength..]);
            text = midnight;
            zone ??= DayZone ?? DateTimeZone.Utc;
        }

        return InstantParser.Parse(text, zone, out slot.Number) ?? (field.IsPast && slot.Number > LatestMs ? InFuture(field) : null);
    }

    private RequestError? ParseText(Field field, ReadOnlySpan<byte> utf8, ref Slot slot)
    {
        if (field.Repeats && _pool.Find(utf8) is { } known)
        {
            slot.Text = known;
            return null;
        }

        if (TextRules.Check(field.Name, utf8, field.Required, field.Multiline) is { } fault) return fault;
        slot.Text = Encoding.UTF8.GetString(utf8);
        var most = Math.Min(field.MaxLength, field.Multiline ? limits.MaxCommentLength : limits.MaxTextLength);
        if (slot.Text.Length > most) return TextRules.TooLong(field.Name, slot.Text, most);
        // What is in the pool has to be right in every field.
        if (field.Repeats && !TextRules.IsPathStep(utf8)) _pool.Add(utf8, slot.Text);
        return null;
    }

    private static RequestError InFuture(Field field) => new("in_future", $"{field.Name} is later than now by more than {Arrival.SkewMinutes} minutes.");

    private static RequestError? ParseChoice(Field field, ReadOnlySpan<byte> utf8, ref Slot slot)
    {
        for (var index = 0; index < field.Choices.Length; index++)
        {
            if (!Ascii.Equals(utf8, field.Choices[index])) continue;
            slot.Number = index;
            return null;
        }

        var nearest = Nearest.To(Encoding.UTF8.GetString(utf8), field.Choices);
        return new("unknown_value", $"{field.Name} has to be one of {string.Join(", ", field.Choices)}.", nearest);
    }

    private static RequestError? ParseFlag(ReadOnlySpan<byte> utf8, ref Slot slot)
    {
        slot.Number = utf8.SequenceEqual("true"u8) ? 1 : 0;
        return slot.Number == 1 || utf8.SequenceEqual("false"u8) ? null : new("wrong_type", "It has to be true or false.");
    }

    private static RequestError? ParseNumber(Field field, ReadOnlySpan<byte> utf8, ref Slot slot)
    {
        // Most numbers are short and whole; these need no decimal.
        if (utf8.Length < 10 && Utf8Parser.TryParse(utf8, out int whole, out var read) && read == utf8.Length && whole >= field.Min && whole <= field.Max)
        {
            slot.Number = whole * UnitsOf(field);
            slot.Real = whole;
            return null;
        }

        if (!decimal.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? OutOfRange(field) : new("wrong_type", $"{field.Name} has to be a number.");
        if (number < field.Min || number > field.Max) return OutOfRange(field);
        if (field.Kind != FieldKind.Seconds && number != Math.Round(number, field.Decimals)) return TooFine(field);
        (slot.Number, slot.Real) = ((long)Math.Round(number * UnitsOf(field), MidpointRounding.AwayFromZero), (double)number);
        return null;
    }

    private static long UnitsOf(Field field) => field.Kind switch
    {
        FieldKind.Seconds => 1000,
        FieldKind.Money => Money.UnitsPerWhole,
        _ => 1,
    };

    private static RequestError OutOfRange(Field field) => new("out_of_range", string.Create(CultureInfo.InvariantCulture, $"{field.Name} has to be from {field.Min} to {field.Max}."));

    private static RequestError TooFine(Field field) => field.Decimals == 0
        ? new("not_whole", $"{field.Name} has to be a whole number.")
        : new("too_many_decimals", $"{field.Name} can have up to {field.Decimals} decimals.");
}
