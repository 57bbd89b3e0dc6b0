using System.Reflection;
using System.Reflection.Emit;
using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Tests;

/// <summary>
/// Each folder of the engine depends only on those before it. Read from the compiled code, because a type of the own namespace, or of one around
/// it, needs no using.
/// </summary>
public class FolderOrderTests
{
    /// <summary>
    /// As facts go: what comes in, what is derived of it, the columns that hold it, what a metric is, what a query asks, how one chunk is
    /// aggregated, which steps a query takes, how results are made of it, how all of it runs, why a number changed, and what alerts find in facts. The steps of a plan run over chunks, so
    /// <c>Planning</c> comes after <c>Aggregation</c>.
    /// </summary>
    private static readonly string[] s_order =
        ["Spelling", "Calendars", "Model", "Derivation", "Columns", "Facts", "Metrics", "Queries", "Sql", "Aggregation", "Planning", "Results", "Execution", "Drivers", "DrillDown", "Alerts"];

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Folders_depend_only_on_those_before_them()
    {
        var types = typeof(FactSnapshot).Assembly.GetTypes().Where(type => Folder(type) is not null).ToList();
        Assert.Equal([], types.Select(type => Folder(type)!).Distinct().Except(s_order));
        var wrong = types
            .SelectMany(type => Used(type).Where(used => Place(used) > Place(type)).Select(used => $"{type.FullName} uses {used.FullName}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', wrong));
    }

    private static int Place(Type type) => Folder(type) is { } folder ? Array.IndexOf(s_order, folder) : -1;

    /// <summary>Null for types of other assemblies, and for what the compiler makes.</summary>
    private static string? Folder(Type type) =>
        type.Assembly == typeof(FactSnapshot).Assembly && type.Namespace is { } name && name.StartsWith("KpiApi.Engine.", StringComparison.Ordinal)
            ? name.Split('.')[2]
            : null;

    private static IEnumerable<Type> Used(Type type)
    {
        var used = type.GetInterfaces().Append(type.BaseType)
            .Concat(type.GetFields(All).Select(field => field.FieldType))
            .Concat(type.GetProperties(All).Select(property => property.PropertyType))
            .Concat(type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(method => Used(method)));
        return used.OfType<Type>().SelectMany(Parts);
    }

    private static IEnumerable<Type?> Used(MethodBase method)
    {
        var inSignature = method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType);
        var locals = method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [];
        return inSignature.Concat(locals).Concat(Tokens(method).SelectMany(token => Used(method, token)));
    }

    private static IEnumerable<Type?> Used(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(token, typeArguments, method.IsGenericMethod ? method.GetGenericArguments() : null);
        var ofMethod = member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [];
        return [member as Type ?? member!.DeclaringType, .. ofMethod];
    }

    /// <summary>A type with its type arguments, or what an array has.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];

    /// <summary>The types, fields and methods that the code of a method names.</summary>
    private static IEnumerable<int> Tokens(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var opCode = s_opCodes[code[at] == 0xFE ? (short)(0xFE00 | code[++at]) : code[at]];
            at++;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(code, at);
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
