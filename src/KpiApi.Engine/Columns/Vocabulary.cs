using System.Collections.Concurrent;
using KpiApi.Engine.Execution.Partials;

namespace KpiApi.Engine.Columns;

/// <summary>
/// The names of one domain and their codes, from 1; 0 is "no value". It only grows, so a code never changes its meaning:
/// readers on any thread may look names up while the writer adds others.
/// </summary>
internal sealed class Vocabulary
{
    private const int RecentNames = 256;

    private readonly ConcurrentDictionary<string, int> _codes = new(concurrencyLevel: 1, capacity: 31);
    private volatile string?[] _names = new string?[16];

    /// <summary>Names just written, by their ends: most are written again soon.</summary>
    private readonly (string? Name, int Code)[] _recent = new (string?, int)[RecentNames];

    /// <summary>Codes in use, "no value" included.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The code of a name, made if it is new. Writer only.</summary>
    public int Add(string? name)
    {
        if (name is null)
            return 0;
        ref var recent = ref _recent[PlaceOf(name)];
        if (recent.Name == name)
            return recent.Code;
        if (!_codes.TryGetValue(name, out var code))
        {
            code = Count;
            SetNext(name);
        }
        recent = (name, code);
        return code;
    }

    /// <summary>Gives the next code to a name that had it before; null leaves it empty. Fixed names stay. Writer only.</summary>
    public void Restore(int code, string? name)
    {
        if (code == Count)
            SetNext(name);
    }

    /// <summary>The code of a name, or null when no fact ever had it.</summary>
    public int? Find(string name) => _codes.TryGetValue(name, out var code) ? code : null;

    public string? Name(int code) => code == 0 ? null : _names[code];

    /// <summary>Every name known now.</summary>
    public IEnumerable<string> Names => _names.Take(Count).OfType<string>();

    private static int PlaceOf(string name)
    {
        var place = name.Length;
        for (var i = Math.Max(0, name.Length - 4); i < name.Length; i++)
            place = place * 31 + name[i];
        return place & (RecentNames - 1);
    }

    private void SetNext(string? name)
    {
        if (Count == _names.Length)
        {
            var larger = new string?[Count * 2];
            _names.CopyTo(larger, 0);
            _names = larger;
        }
        _names[Count] = name;
        if (name is not null)
            _codes[name] = Count;
        Count++;
    }
}

/// <summary>One vocabulary a domain.</summary>
internal sealed class Vocabularies
{
    private readonly Vocabulary[] _all = [.. Enum.GetValues<Domain>().Select(_ => new Vocabulary())];

    public Vocabularies()
    {
        foreach (var domain in Enum.GetValues<Domain>())
        {
            foreach (var name in Domains.FixedNames(domain))
                this[domain].Add(name);
        }
    }

    /// <summary>What was counted of single chunks, in codes of these vocabularies: so it is of use as long as they are.</summary>
    public PartialStore Partials { get; } = new();

    public Vocabulary this[Domain domain] => _all[(int)domain];
}
