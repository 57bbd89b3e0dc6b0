using NodaTime;
using NodaTime.TimeZones;

namespace KpiApi.Engine.Calendars;

/// <summary>
/// Business time in a zone. The windows of 1970 to 2100 are laid out once with their running total, so that the business time between
/// two instants costs two searches however far they lie apart.
/// </summary>
public sealed class BusinessCalendar
{
    private const int FirstYear = 1970;
    private const int EndYear = 2101;

    private static readonly ZoneLocalMappingResolver s_first =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly long[] _starts;
    private readonly long[] _ends;

    /// <summary>Business time before each window.</summary>
    private readonly long[] _before;

    /// <param name="zone">Of the wall clock that the windows are written in.</param>
    /// <param name="versions">By their first days, at least one. A window belongs to the day on which it starts: it runs to its end also into a holiday or a later version.</param>
    public BusinessCalendar(DateTimeZone zone, IReadOnlyList<OpeningHours> versions)
    {
        Zone = zone;
        var (starts, ends) = (new List<long>(), new List<long>());
        var version = 0;
        for (var date = new LocalDate(FirstYear, 1, 1); date.Year < EndYear; date = date.PlusDays(1))
        {
            while (version + 1 < versions.Count && versions[version + 1].From <= date)
                version++;
            foreach (var window in versions[version].On(date).OrderBy(w => w.FromMinute))
                Add(date, window, starts, ends);
        }
        (_starts, _ends, _before) = ([.. starts], [.. ends], new long[starts.Count]);
        for (var i = 1; i < _before.Length; i++)
            _before[i] = _before[i - 1] + _ends[i - 1] - _starts[i - 1];
    }

    public DateTimeZone Zone { get; }

    /// <summary>Business time in <c>[fromMs, toMs)</c>: real elapsed time, so a window over a clock change is longer or shorter.</summary>
    public long Between(long fromMs, long toMs) => Until(toMs) - Until(fromMs);

    /// <summary>The first instant at which that much business time has passed; null when that is beyond the calendar.</summary>
    public long? After(long fromMs, long businessMs)
    {
        if (businessMs == 0)
            return fromMs;
        var total = Until(fromMs) + businessMs;
        var index = Array.BinarySearch(_before, total);
        index = index >= 0 ? index - 1 : ~index - 1;
        if (index < 0)
            return null;
        var at = _starts[index] + (total - _before[index]);
        return at <= _ends[index] ? at : null;
    }

    /// <summary>Overlapping windows are one: no minute counts twice.</summary>
    private void Add(LocalDate date, BusinessWindow window, List<long> starts, List<long> ends)
    {
        var past = window.ToMinute <= window.FromMinute ? BusinessWindow.MinutesPerDay : 0;
        var (from, to) = (At(date, window.FromMinute), At(date, window.ToMinute + past));
        if (starts.Count > 0 && from <= ends[^1])
            ends[^1] = Math.Max(ends[^1], to);
        else if (from < to)
        {
            starts.Add(from);
            ends.Add(to);
        }
    }

    /// <summary>
    /// The first moment at which the clock shows a time or a later one. A time that the clock jumps over, and a whole day that a zone left
    /// out (Samoa, 2011-12-30), is the moment of the jump: moving it on by an hour would cut real hours off the window.
    /// </summary>
    private long At(LocalDate date, int minute) => date.AtMidnight().PlusMinutes(minute).InZone(Zone, s_first).ToInstant().ToUnixTimeMilliseconds();

    /// <summary>Business time from the beginning up to an instant.</summary>
    private long Until(long atMs)
    {
        var index = Array.BinarySearch(_starts, atMs);
        index = index >= 0 ? index : ~index - 1;
        return index < 0 ? 0 : _before[index] + Math.Min(atMs, _ends[index]) - _starts[index];
    }
}
