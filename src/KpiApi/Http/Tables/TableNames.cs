using System.Text;

namespace KpiApi.Http.Tables;

/// <summary>Names of columns that every tool can take: snake case, and no two alike.</summary>
internal sealed class TableNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>activityType is activity_type, first_response_time:p90 is first_response_time_p90; a name that is taken gets a number behind it.</summary>
    public string Unique(string name)
    {
        var snake = Snake(name);
        var unique = snake;
        for (var i = 2; !_taken.Add(unique); i++)
            unique = FormattableString.Invariant($"{snake}_{i}");
        return unique;
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 2);
        foreach (var sign in name)
        {
            if (char.IsUpper(sign) && snake.Length > 0 && snake[^1] != '_') snake.Append('_');
            snake.Append(char.IsLetterOrDigit(sign) ? char.ToLowerInvariant(sign) : '_');
        }
        return snake.ToString();
    }
}
