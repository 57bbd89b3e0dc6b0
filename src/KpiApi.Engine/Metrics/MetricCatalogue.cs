using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using static KpiApi.Engine.Metrics.Direction;
using static KpiApi.Engine.Metrics.MetricKind;
using static KpiApi.Engine.Metrics.Unit;

namespace KpiApi.Engine.Metrics;

/// <summary>
/// Every metric, each one row. Allow-lists, the catalogue's endpoint, GraphQL's enumeration, documents and a test theory are made from it.
/// </summary>
public static class MetricCatalogue
{
    private static readonly RowTest s_firstResolution = RowTest.Of(FactSchema.Resolution.Order, ResolutionOrder.Only, ResolutionOrder.First);
    private static readonly RowTest s_lastResolution = RowTest.Of(FactSchema.Resolution.Order, ResolutionOrder.Only, ResolutionOrder.Last);
    private static readonly RowTest s_csat = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Csat);
    private static readonly RowTest s_nps = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Nps);
    private static readonly RowTest s_ces = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Ces);
    private static readonly RowTest s_positive = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Positive);
    private static readonly RowTest s_neutral = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Neutral);
    private static readonly RowTest s_negative = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Negative);

    public static IReadOnlyList<Metric> All { get; } =
    [
        new("tickets_created", "Tickets created", Count, Tickets, None, "created", "assignee",
            "New tickets: ticket volume, submissions. Merged, spam and deleted tickets are never counted, here and anywhere.",
            new Measure.Count(Source.Created)),

        new("tickets_resolved", "Tickets resolved", Count, Tickets, HigherIsBetter, "resolution", "resolver",
            "Distinct tickets with a resolution in the period: one that was solved, reopened and solved again within it counts once.",
            new Measure.Distinct(Source.Resolution)),

        new("resolutions", "Resolutions", Count, Events, HigherIsBetter, "resolution", "resolver",
            "Changes of status from outside solved and closed into them; a ticket that is reopened can have several.",
            new Measure.Count(Source.Resolution)),

        new("reopens", "Reopens", Count, Events, LowerIsBetter, "reopen", "resolver of the resolution undone",
            "Changes of status out of solved and closed. A number of reopens that a ticket states without their times is not in it.",
            new Measure.Count(Source.Reopen)),

        new("open_tickets", "Open tickets", Level, Tickets, LowerIsBetter, null, "assignee",
            "Tickets open at the end of the bucket (backlog), from the intervals in which each was open, never from today's status.",
            new Measure.Level(LevelTest.Open)),

        new("unassigned_tickets", "Unassigned tickets", Level, Tickets, LowerIsBetter, null, null,
            "Open tickets that have no agent. Assignment is today's, as in every metric by assignee.",
            new Measure.Level(LevelTest.Unassigned)),

        new("awaiting_first_response", "Awaiting first response", Level, Tickets, LowerIsBetter, null, "assignee",
            "Open tickets that no human agent has answered by the end of the bucket.",
            new Measure.Level(LevelTest.AwaitingFirstResponse)),

        new("backlog_change", "Backlog change", Sum, Tickets, LowerIsBetter, "event", "assignee",
            "Created plus reopened less resolved: inflow minus outflow. Open at the end = open at the start + this.",
            new Measure.Net(Source.Opening, Source.Closing)),

        new("first_response_time", "First response time", Mean, Seconds, LowerIsBetter, "first response", "responder",
            "From creation to the first public answer by a human agent. Bots, system messages and notes are no answers; where an agent opened the ticket, the second message is the first answer.",
            new Measure.Mean(Source.FirstResponse, Since(FactSchema.Ticket.FirstResponseAt))),

        new("first_resolution_time", "First resolution time", Mean, Seconds, LowerIsBetter, "first resolution", "resolver",
            "From creation to the first resolution.",
            new Measure.Mean(Source.Resolution, Since(FactSchema.Resolution.At), s_firstResolution)),

        new("resolution_time", "Resolution time", Mean, Seconds, LowerIsBetter, "last resolution", "resolver",
            "From creation to the last resolution (full resolution time), reopened time included.",
            new Measure.Mean(Source.Resolution, Since(FactSchema.Resolution.At), s_lastResolution)),

        new("handle_time", "Handle time", Mean, Seconds, LowerIsBetter, "last resolution", "resolver",
            "Working time on the tickets resolved: what the ticket states, else the durations of its agents' events. Tickets with neither do not count.",
            new Measure.Mean(Source.Resolution, new RowValue(FactSchema.Ticket.Handle, null, FactSchema.Second), s_lastResolution)),

        new("activities", "Service activities", Count, Events, None, "event", "actor",
            "Events by human agents, of any type.",
            new Measure.Count(Source.Activity)),

        new("tickets_handled", "Tickets handled", Count, Tickets, HigherIsBetter, "event", "actor",
            "Distinct tickets with an event by a human agent in the period.",
            new Measure.Distinct(Source.Activity)),

        new("csat", "Customer satisfaction (CSAT)", Ratio, Percent, HigherIsBetter, "answer", "agent at the answer",
            "Satisfied answers ÷ answers. Satisfied are, by scale: 1–3 {3}, 1–4 {3,4}, 1–5 {4,5}, 1–6 {5,6}, 1–7 {6,7}, 1–10 {8,9,10}, 0–100 from 80, two-point scales the higher one. Neutral answers count only in the denominator.",
            new Measure.Share(Source.Answer, s_csat, s_positive)),

        new("csat_score", "Satisfaction score", Mean, Percent, HigherIsBetter, "answer", "agent at the answer",
            "Mean satisfaction answer as a percent of its scale: (score − min) ÷ (max − min) × 100.",
            new Measure.Mean(Source.Answer, Score(FactSchema.Survey.Score), s_csat)),

        new("csat_rating", "Satisfaction rating", Mean, Points, HigherIsBetter, "answer", "agent at the answer",
            "Mean satisfaction answer as given. An error when the answers are on more than one scale: use csat_score then.",
            new Measure.Mean(Source.Answer, Score(FactSchema.Survey.Rating), s_csat, OneScale: true)),

        new("nps", "Net promoter score (NPS)", MetricKind.Score, Points, HigherIsBetter, "answer", "agent at the answer",
            "Percent of promoters (9–10) less percent of detractors (0–6), −100 to 100, from the counts.",
            new Measure.Balance(Source.Answer, s_nps)),

        new("nps_promoters", "Promoters", Ratio, Percent, HigherIsBetter, "answer", "agent at the answer",
            "Share of NPS answers of 9 and 10.",
            new Measure.Share(Source.Answer, s_nps, s_positive)),

        new("nps_passives", "Passives", Ratio, Percent, None, "answer", "agent at the answer",
            "Share of NPS answers of 7 and 8.",
            new Measure.Share(Source.Answer, s_nps, s_neutral)),

        new("nps_detractors", "Detractors", Ratio, Percent, LowerIsBetter, "answer", "agent at the answer",
            "Share of NPS answers from 0 to 6.",
            new Measure.Share(Source.Answer, s_nps, s_negative)),

        new("ces", "Customer effort score (CES)", Mean, Points, HigherIsBetter, "answer", "agent at the answer",
            "Mean effort score from 1 to 7, higher is easier. Other scales are mapped linearly, those where lower is better are mirrored first.",
            new Measure.Mean(Source.Answer, Score(FactSchema.Survey.Score), s_ces)),

        new("ces_easy", "Easy answers", Ratio, Percent, HigherIsBetter, "answer", "agent at the answer",
            "Share of effort answers in the top three of seven (of five: the top two; other scales after mapping to seven).",
            new Measure.Share(Source.Answer, s_ces, s_positive)),

        new("survey_responses", "Survey responses", Count, Answers, HigherIsBetter, "answer", "agent at the answer",
            "Answers to surveys of every kind.",
            new Measure.Count(Source.Answer)),
    ];

    private static readonly Dictionary<string, Metric> s_byName = All.ToDictionary(m => m.Name);

    public static Metric? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>Seconds from the ticket's creation.</summary>
    private static RowValue Since(LongField end) => new(end, FactSchema.Ticket.CreatedAt, FactSchema.Second);

    private static RowValue Score(LongField field) => new(field, null, SurveyScale.UnitsPerPoint);
}
