namespace KpiApi.Engine.Sql;

/// <summary>A column of the result that groups it.</summary>
internal sealed record SqlKey(string Expression, string Name)
{
    public override string ToString() => Expression.EndsWith($".{Name}", StringComparison.Ordinal) || Expression == Name ? Expression : $"{Expression} AS {Name}";
}

/// <summary>One aggregation: the keys, then <c>value</c> and <c>count</c>.</summary>
/// <param name="Value">An aggregate over the rows of a group.</param>
/// <param name="Count">How many rows it stands on.</param>
/// <param name="From">What follows FROM, joins included.</param>
/// <param name="Where">All of these hold.</param>
internal sealed record SqlSelect(IReadOnlyList<SqlKey> Keys, string Value, string Count, string From, IReadOnlyList<string> Where)
{
    public override string ToString()
    {
        var columns = Keys.Select(key => key.ToString()).Append($"{Value} AS value").Append($"{Count} AS count");
        return $"SELECT {string.Join(",\n  ", columns)}\nFROM {From}"
            + (Where.Count == 0 ? "" : $"\nWHERE {SqlText.All(Where)}")
            + (Keys.Count == 0 ? "" : $"\nGROUP BY {string.Join(", ", Keys.Select((_, i) => SqlText.Number(i + 1)))}");
    }
}
