using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Spelling;

namespace KpiApi.Engine.Queries;

/// <summary>Reads <c>channel=email&amp;channel=chat&amp;priority.not=low</c>.</summary>
internal sealed class FilterParser(ParameterReader reader, KpiRequest request, FactSnapshot snapshot)
{
    private const string Not = ".not";

    /// <summary>Of all filters together.</summary>
    private const int MaxValues = 1000;

    /// <summary>Going through a million names takes some 10 ms even where no length matches.</summary>
    private const int MaxSuggestions = 5;

    private int _unknown;

    /// <summary>The filter parameters: each dimension, and each with <c>.not</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DimensionNames.All, .. DimensionNames.All.Select(d => d + Not)];

    public List<Filter> Parse(List<MetricChoice> metrics)
    {
        var allowUnknown = reader.Flag("allowUnknown");
        var filters = new List<Filter>();
        string[] names = [.. request.Names.Where(name => DimensionNames.OfFilter(name) is not null)];
        if (names.Sum(name => (long)request.Values(name).Count) is > MaxValues and var count)
        {
            reader.Fail("too_many", names.MaxBy(name => request.Values(name).Count), null,
                $"The filters of a query take at most {MaxValues} values together, and these have {count}. Exclude the others with '.not', or ask in parts.");
            return filters;
        }
        foreach (var name in names)
        {
            var excluded = name.EndsWith(Not, StringComparison.Ordinal);
            var dimension = DimensionNames.OfFilter(name)!.Value;
            if (!snapshot.Has(dimension))
            {
                FailUndeclared(reader, snapshot, dimension, ("unknown_parameter", name));
                continue;
            }
            var values = request.Values(name).Select(v => v is "" ? null : v).Distinct().ToList();
            if (values.Count == 0)
                reader.Fail("empty", name, null, $"'{name}' has no values. Leave it out to get all.");
            CheckAllowed(reader, metrics, dimension, name);
            if (!allowUnknown)
                CheckKnown(name, dimension, values);
            filters.Add(new Filter(dimension, values, excluded));
        }
        return filters;
    }

    /// <summary>Adds an error when one of the metrics knows nothing of the dimension.</summary>
    public static void CheckAllowed(ParameterReader reader, List<MetricChoice> metrics, Dimension dimension, string parameter)
    {
        foreach (var metric in metrics.Select(m => m.Metric).Distinct().Where(m => !m.Allows(dimension)))
        {
            reader.Fail("dimension_not_allowed", parameter, DimensionNames.Name(dimension),
                $"'{metric.Name}' has no {DimensionNames.Name(dimension)}. Its dimensions: {string.Join(", ", metric.Dimensions.Select(DimensionNames.Name))}.");
        }
    }

    /// <summary>Adds the error of an attribute that the facts have no column for.</summary>
    /// <param name="at">The code of the error, and the parameter.</param>
    public static void FailUndeclared(ParameterReader reader, FactSnapshot snapshot, Dimension dimension, (string Code, string Parameter) at)
    {
        var of = dimension.Kind == DimensionKind.AccountAttribute ? "account" : "ticket";
        var name = DimensionNames.Name(dimension);
        reader.Unknown(at.Code, at.Parameter, name,
            $"No attribute '{dimension.Attribute}' of {of}s is declared. PUT /v1/attributes/{dimension.Attribute} with {{\"of\": \"{of}\"}} declares it; one declared just now is there as soon as the facts are derived.",
            snapshot.Dimensions().Select(DimensionNames.Name));
    }

    /// <summary>A value that no fact ever had is more likely misspelt than meant.</summary>
    private void CheckKnown(string name, Dimension dimension, List<string?> values)
    {
        var names = snapshot.Names.Of(dimension);
        foreach (var value in values.OfType<string>().Where(v => names.Find(v) is null))
        {
            // A name one edit away is found by asking for it, however many names there are to compare.
            var candidates = _unknown++ < MaxSuggestions ? Nearest.OneEditFrom(value).Where(near => names.Find(near) is not null).Concat(names.Names) : [];
            reader.Unknown("unknown_value", name, value,
                $"No {DimensionNames.Name(dimension)} '{value}' has been seen. allowUnknown=true makes this no error.", names.Names, candidates);
        }
    }
}
