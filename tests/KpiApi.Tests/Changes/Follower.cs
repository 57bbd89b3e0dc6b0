using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Changes;

/// <summary>A copy that is kept by the changes alone, as another program would keep one.</summary>
internal sealed class Follower(KpiApp app, string? apiKey = null)
{
    public long Since { get; private set; }

    /// <summary>By kind and key.</summary>
    public Dictionary<(string Kind, string Key), JsonNode> Items { get; } = [];

    /// <summary>Of the last pull, without the last.</summary>
    public List<JsonNode> Lines { get; private set; } = [];

    public async Task PullAsync(string parameters = "")
    {
        var reply = await app.CallAsync("GET", $"/v1/changes?since={Since}{parameters}", apiKey);
        Assert.Equal((200, "application/x-ndjson"), (reply.Status, reply.Type));
        Assert.EndsWith("\n", reply.Text, StringComparison.Ordinal);
        Lines = [.. reply.Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)];
        var last = Lines[^1];
        Lines.RemoveAt(Lines.Count - 1);
        Assert.Equal(["next"], last.AsObject().Select(member => member.Key));
        Assert.Equal(Lines.Select(line => (long)line["version"]!).Order(), Lines.Select(line => (long)line["version"]!));
        Assert.All(Lines, line => Assert.InRange((long)line["version"]!, Since + 1, (long)last["next"]!));
        foreach (var line in Lines)
        {
            var place = ((string)line["kind"]!, (string)line["key"]!);
            if (line["deleted"] is not null) Items.Remove(place);
            else Items[place] = line["item"]!.DeepClone();
        }

        Since = (long)last["next"]!;
    }

    /// <summary>The items of a kind as texts, in the order of their ids.</summary>
    public IEnumerable<string> Of(string kind) =>
        Items.Where(item => item.Key.Kind == kind).Select(item => item.Value).OrderBy(item => (string)item["id"]!, StringComparer.Ordinal).Select(item => item.ToJsonString());
}
