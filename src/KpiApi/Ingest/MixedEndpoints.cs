using System.Net.Mime;
using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>POST of items of several kinds in one transaction.</summary>
internal static class MixedEndpoints
{
    /// <summary>In the order in which they are judged: whether a ticket has events is asked of those that came with it too.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["accounts", "agents", "events", "tickets", "surveys", "shifts", "costs"];

    private static readonly string[] s_parameters = [BatchEndpoints.OnError, DryRun.Parameter];

    public static async Task<Results<Ok<MixedReport>, ProblemHttpResult>> PostAsync(HttpContext context, GroupWriter writer)
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        if (BatchEndpoints.CheckParameters(context.Request.Query, s_parameters) is { } wrong) return wrong;
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxBodyBytes, context.RequestAborted);
        var (parts, areAllOrNothing) = (Read(body.Span, context, context.Limits().MaxItems), context.Request.Query[BatchEndpoints.OnError] != BatchEndpoints.Skip);
        try
        {
            return await StoreAsync(parts, areAllOrNothing, context, writer);
        }
        finally
        {
            foreach (var part in parts) BatchEndpoints.Note(context, part.Kind, part.Report);
        }
    }

    private static async Task<Results<Ok<MixedReport>, ProblemHttpResult>> StoreAsync(List<MixedPart> parts, bool areAllOrNothing, HttpContext context, GroupWriter writer)
    {
        var isHopeless = areAllOrNothing && parts.Exists(part => part.Report.Rejected > 0);
        long? version = null;
        // Nothing will be stored, but the others are told what is wrong with them too, as far as it takes a look at the store.
        if (!isHopeless || (parts.Exists(part => part.HasDoubts) && !writer.IsRefusing))
        {
            var writes = parts.ConvertAll(part => part.Write(areAllOrNothing, isHopeless || DryRun.IsAsked(context)));
            var result = await writer.WriteAsync(new BatchWrite(writes, areAllOrNothing), context.RequestAborted);
            var isStored = !isHopeless && (!areAllOrNothing || !writes.Exists(write => write.HasRefused));
            foreach (var (part, write) in parts.Zip(writes)) part.Take(write.Settled(result.Version), isStored);
            if (isStored) version = result.Version;
        }

        var report = new MixedReport(parts.ToDictionary(part => part.Name, part => part.Report), version);
        return parts.TrueForAll(part => part.Report.Rejected == 0) ? TypedResults.Ok(report) : BatchResults.Of(parts, areAllOrNothing, version);
    }

    /// <param name="most">Items that may come.</param>
    /// <exception cref="RefusedException">It is not JSON, or not an object of lists.</exception>
    public static List<MixedPart> Read(ReadOnlySpan<byte> body, HttpContext context, int most)
    {
        var limits = context.Limits();
        var parts = new List<MixedPart>();
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.Options(limits));
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) throw Refused("", "not_an_object", "The body has to be a JSON object with a list for each kind of items.");
            var left = most;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (ReadPart(ref json, body, context, left) is not { } part) continue;
                if (parts.Exists(other => other.Name == part.Name)) throw Refused(part.Name, "duplicate_field", $"{part.Name} is given more than once.");
                parts.Add(part);
                left -= (int)part.Report.Received;
            }

            json.Read();
        }
        catch (JsonException malformed)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, JsonBody.Malformed(malformed, body, limits));
        }

        return [.. parts.OrderBy(part => Kinds.Index().First(kind => kind.Item == part.Name).Index)];
    }

    /// <summary>Null for a kind that is null.</summary>
    private static MixedPart? ReadPart(ref Utf8JsonReader json, ReadOnlySpan<byte> body, HttpContext context, int most)
    {
        var name = NameAt(json);
        if (Of(name, context) is not { } part) throw Unknown(RequestError.Shorten(name));
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartArray) throw Refused(name, "wrong_type", $"{name} has to be a list.");
        part.Read(ref json, body, most);
        return part;
    }

    private static string NameAt(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no character.
            throw Refused("", "invalid_utf8", "The name of a member is not valid UTF-8, or has half of a surrogate pair, which is no character.");
        }
    }

    private static MixedPart? Of(string name, HttpContext context)
    {
        var report = new BatchReport { DryRun = DryRun.IsAsked(context) ? true : null };
        return name switch
        {
            "accounts" => new MixedPart<Engine.Model.Account>(Resources.Accounts, context) { Report = report },
            "agents" => new MixedPart<Engine.Model.Agent>(Resources.Agents, context) { Report = report },
            "events" => new MixedPart<Engine.Model.TicketEvent>(Resources.Events, context) { Report = report },
            "tickets" => new MixedPart<Engine.Model.Ticket>(Resources.Tickets, context) { Report = report },
            "surveys" => new MixedPart<Engine.Model.Survey>(Resources.Surveys, context) { Report = report },
            "shifts" => new MixedPart<Engine.Model.Shift>(Resources.Shifts, context) { Report = report },
            "costs" => new MixedPart<Engine.Model.Cost>(Resources.Costs, context) { Report = report },
            _ => null,
        };
    }

    private static RefusedException Unknown(string name) => Refused(name, "unknown_field", $"There is no kind of items {name}; there is {string.Join(", ", Kinds)}.", Nearest.To(name, Kinds));

    private static RefusedException Refused(string name, string code, string message, string? nearest = null) => new(
        StatusCodes.Status400BadRequest,
        new(code, message, nearest) { Pointer = name.Length == 0 ? "" : "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) });
}
