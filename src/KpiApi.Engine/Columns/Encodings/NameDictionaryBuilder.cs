using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>
/// The writer's side of a <see cref="NameDictionary"/>. Counts the rows that have each name; a name without rows is removed at the end of a
/// publish, and its code goes to the next new name. One thread at a time, but for <see cref="Find"/> and <see cref="Releases"/>.
/// </summary>
internal sealed class NameDictionaryBuilder
{
    // Up to the most, twice as many as there are names: a tenth of them has no place then; with as many places it would be a quarter.
    private const int FewestRecent = 1 << 10;
    private const int MostRecent = 1 << 17;

    /// <summary>A string, its node in the index, and its place in a page.</summary>
    private const int EntryBytes = 96;

    /// <summary>An array without its elements, and its place in a page.</summary>
    private const int ArrayBytes = 32;

    private readonly ConcurrentDictionary<string, int> _codes = new(concurrencyLevel: 1, capacity: 31);

    /// <summary>Names just written: most are written again soon, and many as the same string.</summary>
    private (string? Name, int Code)[] _recent = new (string?, int)[FewestRecent];

    /// <summary>The rows of an owner have it one after the other.</summary>
    private (string? Name, int Code) _last;

    private readonly Stack<int> _free = [];
    private readonly HashSet<int> _withoutRows = [];

    private readonly CodePages<string> _names = new();

    /// <summary>Names of this dictionary are sets of names of that one; null where they are not.</summary>
    private readonly NameDictionaryBuilder? _memberNames;
    private readonly CodePages<int[]>? _members;
    private long[] _rows = new long[16];
    private uint _missed;
    private int _count = 1;
    private int _fixedCount = 1;
    private long _releases;
    private NameDictionary? _current;

    /// <param name="memberNames">
    /// Where the parts of a name, between <see cref="TagText.Separator"/>, are names of their own: each has a row there for each name that has it, and so is let go with the last.
    /// </param>
    public NameDictionaryBuilder(NameDictionaryBuilder? memberNames = null) => (_memberNames, _members) = (memberNames, memberNames is null ? null : new());

    /// <summary>How often names were removed; raised before the index loses any.</summary>
    public long Releases => Volatile.Read(ref _releases);

    /// <summary>About what the names take now.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>The code of a name as of now, on any thread; a snapshot compares it with its own names.</summary>
    public int? Find(string name) => _codes.TryGetValue(name, out var code) ? code : null;

    /// <summary>Names that the source knows: they have the first codes and are never removed.</summary>
    public void AddFixed(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            Add(name);
        _fixedCount = _count;
    }

    /// <summary>The code of a name for one row more, made if the name is new.</summary>
    public int Add(string? name)
    {
        if (name is null)
            return 0;
        if (!ReferenceEquals(name, _last.Name))
            _last = (name, CodeOf(name));
        _rows[_last.Code]++;
        return _last.Code;
    }

    /// <summary>One row less has the code.</summary>
    public void Remove(int code)
    {
        if (code >= _fixedCount && --_rows[code] == 0)
            _withoutRows.Add(code);
    }

    /// <summary>Gives the next code to a name that had it before; null leaves it free. Fixed names stay.</summary>
    /// <param name="rows">How many have it.</param>
    public void Restore(int code, string? name, long rows)
    {
        if (code != _count)
            return;
        if (name is null)
        {
            MakeRoom(_count++);
            _free.Push(code);
        }
        else
        {
            // First the code: it may move the counts to a larger array.
            SetNext(name);
            _rows[code] = rows;
        }
    }

    /// <summary>Lets the names go that no row has any more. Dictionaries made before keep theirs.</summary>
    public void ReleaseUnused()
    {
        // In order, so that codes do not depend on the order in which rows were found to be gone.
        foreach (var code in _withoutRows.Order())
        {
            if (_rows[code] > 0 || _names[code] is not { } name)
                continue;
            Interlocked.Increment(ref _releases);
            _codes.TryRemove(name, out _);
            SizeBytes -= BytesOf(code, name);
            _names.Set(code, null);
            ReleaseMembers(code);
            _free.Push(code);
            foreach (ref var recent in RecentLike(name))
            {
                if (recent.Code == code)
                    recent = default;
            }
            if (_last.Code == code)
                _last = default;
        }
        _withoutRows.Clear();
    }

    /// <summary>The names as of now; the same dictionary when nothing has changed.</summary>
    public NameDictionary ToImmutable()
    {
        if (_current is not null && _current.Count == _count && !_names.HaveChanged)
            return _current;
        return _current = new NameDictionary(this, _names.Share(), _members?.Share() ?? [], _count);
    }

    private int CodeOf(string name)
    {
        foreach (ref readonly var recent in RecentLike(name))
        {
            if (recent.Name == name)
                return recent.Code;
        }
        var code = _codes.TryGetValue(name, out var known) ? known : AddNew(name);
        var places = RecentLike(name);
        var free = places[0].Name is null ? 0 : 1;
        if (places[free].Name is not null)
        {
            // Not at every miss: each write into an old array makes the collector look through a part of it.
            if (++_missed % 8 != 0)
                return code;
            free = (int)(_missed / 8 % 2);
        }
        places[free] = (name, code);
        return code;
    }

    private int AddNew(string name)
    {
        if (!_free.TryPop(out var code))
            return SetNext(name);
        _names.Set(code, name);
        _members?.Set(code, Members(name));
        _codes[name] = code;
        SizeBytes += BytesOf(code, name);
        return code;
    }

    private int SetNext(string name)
    {
        var code = _count++;
        MakeRoom(code);
        _names.SetNew(code, name);
        _members?.SetNew(code, Members(name));
        _codes[name] = code;
        SizeBytes += BytesOf(code, name);
        return code;
    }

    private void MakeRoom(int code)
    {
        if (code >= _rows.Length)
            Array.Resize(ref _rows, 2 * code);
        if (2 * code > _recent.Length && _recent.Length < MostRecent)
            _recent = new (string?, int)[2 * _recent.Length];
        _names.MakeRoom(code);
        _members?.MakeRoom(code);
    }

    private int[] Members(string name) => Array.ConvertAll(TagText.Parse(name), _memberNames!.Add);

    private void ReleaseMembers(int code)
    {
        foreach (var member in _members?[code] ?? [])
            _memberNames!.Remove(member);
        _members?.Set(code, null);
    }

    private long BytesOf(int code, string name) => EntryBytes + (long)name.Length * sizeof(char) + (_members?[code] is { } members ? ArrayBytes + (long)members.Length * sizeof(int) : 0);

    /// <summary>Two places, found by the name's first and last units: a hash of all of them would cost as much as the index.</summary>
    private Span<(string? Name, int Code)> RecentLike(string name)
    {
        const int UnitsALong = sizeof(long) / sizeof(char);
        const ulong Mix = 0x9E37_79B9_7F4A_7C15;
        var units = MemoryMarshal.AsBytes(name.AsSpan());
        var hash = (ulong)name.Length;
        if (name.Length >= UnitsALong)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(units)) * Mix;
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(units[^sizeof(long)..]) ^ (hash >> 32)) * Mix;
        }
        else
        {
            foreach (var unit in name)
                hash = (hash ^ unit) * Mix;
        }
        return _recent.AsSpan((int)(hash >> 40) & (_recent.Length - 2), 2);
    }
}
