using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Engine.Alerts;
using KpiApi.Http;
using KpiApi.Settings;
using KpiApi.Storage.Outbox;
using Microsoft.Extensions.Options;

namespace KpiApi.Alerts;

/// <summary>Events as they are kept, delivered and streamed.</summary>
internal sealed class AlertEvents(IOptions<AlertOptions> options)
{
    public const string Opened = "alert.opened";
    public const string Closed = "alert.closed";

    /// <summary>Tests are kept under a type of their own, though they are delivered as what they are samples of: they open and close nothing.</summary>
    private const string Test = "test";

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A metric has crossed its threshold, or is back.</summary>
    /// <param name="before">How it stood: reported again after a failure, it has the same key.</param>
    public OutboxEvent Of(AlertSetting alert, in Crossing crossing, OpenState before, long nowMs)
    {
        var (type, found) = (crossing.IsOpen ? Opened : Closed, crossing);
        var reported = Of(alert, type, FormattableString.Invariant($"{before.Seq}/{found.Subject}"), nowMs, json =>
        {
            json.WriteString("metric", alert.When.Metric ?? alert.When.Unusual);
            json.WriteNumber("value", found.Value);
            json.WriteNumber("threshold", found.Threshold);
            if (alert.When.GroupBy is not { } dimension) return;
            json.WriteStartObject("group");
            json.WriteString(dimension, found.Subject.Length == 0 ? null : found.Subject);
            json.WriteEndObject();
        });
        return reported with { Subject = found.Subject, Account = alert.When.GroupBy == "account" && found.Subject.Length > 0 ? found.Subject : null };
    }

    /// <summary>A ticket or a survey.</summary>
    public OutboxEvent Of(AlertSetting alert, Moment moment, long nowMs)
    {
        var type = alert.When switch
        {
            { Survey: not null } => "survey.received",
            { Ticket: not null } => "ticket.waiting",
            _ => moment.SinceOrDueMs <= nowMs ? "sla.breached" : "sla.due_soon",
        };
        var reported = Of(alert, type, moment.Subject, nowMs, json => Write(json, alert.When, moment, nowMs)) with { Subject = moment.Subject };
        return alert.When.Survey is null ? reported with { Ticket = moment.Subject } : reported with { Survey = moment.Subject, Ticket = moment.Ticket };
    }

    /// <summary>A sample, as it would come, with names of its own.</summary>
    public OutboxEvent Sample(AlertSetting alert, string key, long nowMs)
    {
        var type = alert.When switch
        {
            { Survey: not null } => "survey.received",
            { Ticket: not null } => "ticket.waiting",
            { Sla: not null, BeforeDueSeconds: 0 } => "sla.breached",
            { Sla: not null } => "sla.due_soon",
            _ => Opened,
        };
        var sample = Of(alert, type, $"test/{key}", nowMs, json =>
        {
            if ((alert.When.Metric ?? alert.When.Unusual) is { } metric) json.WriteString("metric", metric);
            json.WriteBoolean("test", true);
        });
        return sample with { Type = Test };
    }

    private static void Write(Utf8JsonWriter json, AlertWhen when, Moment moment, long nowMs)
    {
        if (when.Survey is not null)
        {
            if (moment.Score is { } score) json.WriteNumber("value", score);
            if (moment.Ticket is { } ticket) json.WriteString("ticket", ticket);
            json.WriteString("survey", moment.Subject);
            return;
        }

        var at = moment.SinceOrDueMs!.Value;
        if (when.Ticket is not null)
        {
            json.WriteNumber("value", (nowMs - at) / 1_000);
            json.WriteNumber("threshold", when.ForSeconds!.Value);
        }
        else
        {
            json.WriteString("dueAt", InstantText.Utc(at));
        }

        json.WriteString("ticket", moment.Subject);
    }

    private OutboxEvent Of(AlertSetting alert, string type, string key, long nowMs, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, s_options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", InstantText.Utc(nowMs));
            json.WriteStartObject("data");
            json.WriteString("alert", alert.Id);
            json.WriteString("title", AlertTitles.Of(alert));
            write(json);
            if (options.Value.PageUrl is { } page) json.WriteString("url", page + "?view=alerts");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // An alert that is changed reports anew: the key of an event names the instant of the change.
        return new(alert.Id, FormattableString.Invariant($"{alert.MadeAtMs}/{key}"), type, nowMs, Encoding.UTF8.GetString(body.ToArray()))
        {
            Webhooks = alert.SilencedUntilMs > nowMs ? [] : alert.Webhooks,
        };
    }
}

/// <summary>A value has crossed its threshold, there or back.</summary>
/// <param name="Subject">The group's value; empty for none.</param>
internal readonly record struct Crossing(string Subject, bool IsOpen, decimal Value, decimal Threshold);
