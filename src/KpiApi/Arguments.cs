using KpiApi.Configuration;
using KpiApi.Demo;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Operations;
using KpiApi.Storage.Checking;
using Microsoft.Extensions.Options;

namespace KpiApi;

/// <summary>What may stand behind the program's name. The framework passes over in silence what it does not know.</summary>
internal static class Arguments
{
    private const string Version = "--version";

    private const string Demo = DemoRun.Argument;

    private static readonly string[] s_help = ["--help", "-h", "-?", "/?"];

    /// <summary>Keys of the framework's that are in no section.</summary>
    private static readonly string[] s_hostKeys =
    [
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webRoot", "allowedHosts", "preferHostingUrls", "detailedErrors",
        "captureStartupErrors", "shutdownTimeoutSeconds", "suppressStatusMessages", "staticWebAssets",
    ];

    private static readonly string[] s_frameworkSections = ["Logging", "Kestrel", "ConnectionStrings"];

    private static string Help { get; } = $"""
        {Product.Name} {Product.Version}: the numbers of customer service, over REST and GraphQL.

          dotnet run --project src/KpiApi              the service on {ListeningAddress.DefaultUrl}, its data in ./data
          dotnet run --project src/KpiApi -- {Demo}    the same over made-up history
          dotnet run --project src/KpiApi -- {ImportRun.Usage}
                                                       a help desk's exports, into the service that runs or its store; --url says where it runs, KPI_KEY its key.
                                                       Exit code 0 when all of it is stored, 2 when items were rejected, 1 when nothing could be sent
          dotnet run --project src/KpiApi -- {StoreCheck.Argument}   whether the database is damaged, and where: exit code 0 when it is not

          --urls http://localhost:8080      where to listen
          --Section:Option=value            an option, like --Kpi:TimeZone=Europe/Berlin or Kpi__TimeZone in the environment; src/KpiApi/README.md lists them
          {HealthProbe.Argument} http://localhost:5080    asks a running service whether it is ready: exit code 0 when it is
          {Version}                         the version
          --help                            this
        """;

    /// <summary>What the program says instead of starting; false when nothing like it was asked for.</summary>
    public static bool TryAnswer(string[] args)
    {
        var answer = Array.Exists(args, s_help.Contains) ? Help : args.Contains(Version) ? $"{Product.Name} {Product.Version}" : null;
        if (answer is not null) Console.WriteLine(answer);
        return answer is not null;
    }

    /// <summary>The keys of the configuration that the arguments set.</summary>
    /// <exception cref="OptionsValidationException">With a sentence for each argument that is no key with a value.</exception>
    public static IReadOnlyList<string> KeysOf(string[] args)
    {
        List<string> keys = [], wrong = [];
        for (var i = 0; i < args.Length; i++)
        {
            var key = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : args[i].StartsWith('/') ? args[i][1..] : "";
            var (name, hasValue) = key.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (key[..at], true) : (key, false);
            if (name.Length == 0 || args[i] == HealthProbe.Argument)
            {
                wrong.Add(name.Length == 0 ? Unknown(args[i]) : $"{HealthProbe.Argument} stands alone with one address: {HealthProbe.Argument} {ListeningAddress.DefaultUrl}");
                // What follows may be meant as its value.
                if (args[i].StartsWith('-') && i + 1 < args.Length && args[i + 1].FirstOrDefault() is not ('-' or '/')) i++;
                continue;
            }

            keys.Add(name);
            if (hasValue) continue;
            if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) i++;
            else wrong.Add(IsKnown(name, []) || name.Contains(':', StringComparison.Ordinal) ? $"{args[i]} needs a value: {args[i]}=…" : Unknown(args[i]));
        }

        Refuse(wrong);
        return keys;
    }

    /// <exception cref="OptionsValidationException">With a sentence for each key that nothing would read.</exception>
    public static void Check(IReadOnlyList<string> keys, IEnumerable<OptionSection> sections)
    {
        string[] names = [.. sections.Select(section => section.Name)];
        Refuse([.. keys.Where(key => !IsKnown(key, names)).Select(key => Unknown("--" + key, names))]);
    }

    /// <summary>An unknown option of a section is told by the section.</summary>
    private static bool IsKnown(string key, string[] sections) => key.Split(':') is [var section, _, ..]
        ? Array.Exists([.. sections, .. s_frameworkSections], name => name.Equals(section, StringComparison.OrdinalIgnoreCase))
        : Array.Exists(s_hostKeys, name => name.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string argument, params string[] sections)
    {
        string[] all = [Demo, ImportRun.Argument, StoreCheck.Argument, HealthProbe.Argument, Version, s_help[0], .. s_hostKeys.Select(key => "--" + key), .. sections.Select(section => "--" + section)];
        var nearest = Nearest.To(argument.Split('=', ':')[0], all);
        return $"There is no argument {argument}{(nearest is null ? "" : $"; the nearest is {nearest}")}. --help lists what there is.";
    }

    private static void Refuse(List<string> sentences)
    {
        if (sentences.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(OptionSection), sentences);
    }
}
