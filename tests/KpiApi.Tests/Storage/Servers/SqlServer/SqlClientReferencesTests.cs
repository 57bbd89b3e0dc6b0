using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Data.SqlClient;

namespace KpiApi.Tests.Storage.Servers.SqlServer;

/// <summary>
/// The SQL client refers to an assembly that not every feed serves, and of which the solution has a part of its own: all that the client asks
/// of it has to be there, or a command with a parameter fails when it runs.
/// </summary>
public sealed class SqlClientReferencesTests
{
    private const string Name = "Microsoft.SqlServer.Server";

    private static readonly Assembly s_ours = Assembly.Load(Name);

    /// <summary>One for each system; that beside them, for none, only throws.</summary>
    public static TheoryData<string> Clients => [.. s_clients];

    private static readonly string[] s_clients =
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), "Microsoft.Data.SqlClient.dll", SearchOption.AllDirectories);

    [Theory]
    [MemberData(nameof(Clients))]
    public void Every_type_and_member_that_the_client_refers_to_is_there(string client)
    {
        using var file = new PEReader(File.OpenRead(client));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Where(handle => ScopeOf(metadata, handle) == Name).ToList();
        Assert.NotEmpty(types);
        Assert.All(types, handle => Assert.NotNull(TypeOf(metadata, handle)));
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference && types.Contains((TypeReferenceHandle)member.Parent)).ToList();
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(Has(metadata, member), metadata.GetString(member.Name)));
    }

    [Fact]
    public void Client_in_use_is_one_of_them() => Assert.Contains(typeof(SqlConnection).Assembly.Location, s_clients);

    [Fact]
    public void Version_is_the_one_that_the_client_asks_for() => Assert.Equal(
        typeof(SqlConnection).Assembly.GetReferencedAssemblies().Single(assembly => assembly.Name == Name).Version, s_ours.GetName().Version);

    /// <summary>The method that adds parameters is compiled here: it has a local of the type Format.</summary>
    [Fact]
    public void Method_that_adds_parameters_compiles()
    {
        var parser = typeof(SqlConnection).Assembly.GetType("Microsoft.Data.SqlClient.TdsParser")!;
        var add = parser.GetMethod("TDSExecuteRPCAddParameter", BindingFlags.Instance | BindingFlags.NonPublic)!;
        System.Runtime.CompilerServices.RuntimeHelpers.PrepareMethod(add.MethodHandle);
        Assert.Contains(add.GetMethodBody()!.LocalVariables, local => local.LocalType.Assembly == s_ours);
    }

    private static string? ScopeOf(MetadataReader metadata, TypeReferenceHandle handle) =>
        metadata.GetTypeReference(handle).ResolutionScope is { Kind: HandleKind.AssemblyReference } scope
            ? metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            : null;

    private static Type? TypeOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return s_ours.GetType($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
    }

    /// <summary>By name and number of parameters, whose types are of one meaning for each name here.</summary>
    private static bool Has(MetadataReader metadata, MemberReference member)
    {
        var signature = metadata.GetBlobReader(member.Signature);
        var header = signature.ReadSignatureHeader();
        var parameters = signature.ReadCompressedInteger();
        var type = TypeOf(metadata, (TypeReferenceHandle)member.Parent)!;
        return type.GetMethods().Any(method =>
            method.Name == metadata.GetString(member.Name) && method.GetParameters().Length == parameters && method.IsStatic != header.IsInstance);
    }
}
