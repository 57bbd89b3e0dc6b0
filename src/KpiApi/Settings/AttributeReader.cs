using System.Globalization;
using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class AttributeReader
{
    private const int MaxIdLength = 50;

    private static readonly string[] s_owners = ["account", "ticket"];

    /// <summary>Behind a dimension these say how a filter is meant, so account.not would have two meanings.</summary>
    private static readonly string[] s_reserved = ["not", "in"];

    public static AttributeSetting Read(JsonMembers members, SettingsSnapshot settings)
    {
        CheckId(members);
        var of = ReadOwner(members);
        var others = settings.Attributes.Values.Count(other => other.Of == of && other.Id != members.Id);
        if (others >= AttributeSlots.Max)
            members.ProblemAt("", "too_many_attributes", string.Create(CultureInfo.InvariantCulture, $"{AttributeSlots.Max} attributes of {s_owners[(int)of]}s are declared, as many as there can be."));
        return new(members.Id, of, members.Text("title"));
    }

    /// <summary>Part of names of parameters and of columns, so letters and digits.</summary>
    private static void CheckId(JsonMembers members)
    {
        var id = members.Id;
        if (id.Length is 0 or > MaxIdLength || !char.IsAsciiLetter(id[0]) || id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')))
            members.Problem("id", "invalid_id", string.Create(CultureInfo.InvariantCulture, $"The id of an attribute is a letter and up to {MaxIdLength - 1} letters, digits, _ and -."), id);
        else if (s_reserved.Contains(id))
            members.Problem("id", "invalid_id", $"An attribute cannot be called {id}, which says how a filter is meant.", id);
    }

    private static AttributeOwner ReadOwner(JsonMembers members)
    {
        var text = members.RequiredText("of");
        if (text.Length > 0 && !s_owners.Contains(text))
            members.Problem("of", "unknown_value", $"of is one of {string.Join(", ", s_owners)}.", text, Nearest.To(text, s_owners));
        return (AttributeOwner)Math.Max(0, Array.IndexOf(s_owners, text));
    }
}
