using System.Runtime.CompilerServices;

namespace KpiApi.Tests.Hooks.Presets;

/// <summary>
/// One ticket, told by each help desk in its own words: opened at 09:00, greeted by a bot, given to Anna at 09:05, answered by her at 09:20, given to Ben at
/// 10:30, answered and solved by him at 11:00, reopened by the customer at 11:30, solved again at 12:00, rated well at 13:00. Made up, in the shapes that the
/// help desks document.
/// </summary>
internal static class DeskPayloads
{
    public static readonly string[] Desks = ["chatwoot", "freshdesk", "hubspot", "intercom", "zammad", "zendesk"];

    /// <summary>In the order in which they were sent.</summary>
    /// <param name="way">Empty for what the help desk sends; <c>exports</c> for what its exports and its API give.</param>
    public static IReadOnlyList<(string Name, string Json)> Of(string desk, string way = "") =>
        [.. Directory.GetFiles(Path.Combine(Folder(desk), way), "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    public static string Folder(string desk, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Payloads", desk);
}
