namespace KpiApi.Http.Descriptions;

/// <summary>The component that describes a member of an answer, or each of its items, where C# only knows a text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ComponentAttribute(string name) : Attribute
{
    public string Name => name;
}
