using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KpiApi.GraphQL.Schema;

/// <summary>Names, descriptions and deprecations: from attributes, and descriptions also from the assembly's XML documentation.</summary>
internal sealed partial class Descriptions
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> documents = [];

    public static string? NameOf(ICustomAttributeProvider member) => Get<GraphQLNameAttribute>(member)?.Name;

    public static string? Deprecation(ICustomAttributeProvider member) =>
        Get<GraphQLDeprecatedAttribute>(member)?.Reason
        ?? (Get<ObsoleteAttribute>(member) is { } obsolete ? obsolete.Message ?? "No longer supported" : null);

    public string? Of(Type type) => Get<GraphQLDescriptionAttribute>(type)?.Description ?? Summary(Element(type));

    public string? Of(MemberInfo member)
    {
        if (Get<GraphQLDescriptionAttribute>(member) is { } given) return given.Description;
        // A positional record documents its properties as parameters of the type.
        return Summary(Element(member)) ?? (member is PropertyInfo ? Parameter(Element(member.DeclaringType!), member.Name!) : null);
    }

    public string? Of(ParameterInfo parameter)
    {
        if (Get<GraphQLDescriptionAttribute>(parameter) is { } given) return given.Description;
        var owner = parameter.Member is ConstructorInfo constructor ? Element(constructor.DeclaringType!) : Element(parameter.Member);
        return Parameter(owner, parameter.Name!);
    }

    private static T? Get<T>(ICustomAttributeProvider member)
        where T : Attribute => (T?)member.GetCustomAttributes(typeof(T), inherit: false).FirstOrDefault();

    private static string? Parameter(XElement? owner, string name) =>
        Text(owner?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name));

    private static string? Summary(XElement? element) => Text(element?.Element("summary"));

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText { Parent.Name.LocalName: "c" } code => $"`{code.Value}`",
            XText plain => plain.Value,
            XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } link when link.IsEmpty => LinkText(link),
            _ => "",
        }));
        var trimmed = WhiteSpace().Replace(text, " ").Trim();
        return trimmed.Length == 0 ? null : trimmed;
    }

    private static string LinkText(XElement link)
    {
        var target = link.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName is "cref" or "name" or "langword")?.Value ?? "";
        return target.Split('(')[0].Split('.', ':')[^1];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    private XElement? Element(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType!;
        if (type.IsGenericType) type = type.GetGenericTypeDefinition();
        var owner = type.FullName?.Replace('+', '.');
        var key = member switch
        {
            Type => $"T:{owner}",
            MethodBase => $"M:{owner}.{member.Name}",
            PropertyInfo => $"P:{owner}.{member.Name}",
            _ => $"F:{owner}.{member.Name}",
        };
        return Document(type.Assembly).GetValueOrDefault(key);
    }

    private Dictionary<string, XElement> Document(Assembly assembly)
    {
        if (documents.TryGetValue(assembly, out var known)) return known;
        // A single-file application has no location for its assemblies; the documentation then lies beside it.
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        var members = File.Exists(path) ? XDocument.Load(path).Descendants("member") : [];
        return documents[assembly] = members
            .Select(element => (Key: ((string?)element.Attribute("name") ?? "").Split('(', '`')[0], element))
            .DistinctBy(pair => pair.Key)
            .ToDictionary(pair => pair.Key, pair => pair.element);
    }
}
