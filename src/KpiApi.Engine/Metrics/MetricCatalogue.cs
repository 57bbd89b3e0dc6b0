using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
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
    private static readonly RowTest s_opens = RowTest.Of(FactSchema.StatusInterval.Edges, IntervalEdges.Opens, IntervalEdges.Both);
    private static readonly RowTest s_closes = RowTest.Of(FactSchema.StatusInterval.Edges, IntervalEdges.Closes, IntervalEdges.Both);
    private static readonly RowTest s_csat = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Csat);
    private static readonly RowTest s_nps = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Nps);
    private static readonly RowTest s_ces = RowTest.Of(FactSchema.Survey.Kind, SurveyKind.Ces);
    private static readonly RowTest s_positive = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Positive);
    private static readonly RowTest s_neutral = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Neutral);
    private static readonly RowTest s_negative = RowTest.Of(FactSchema.Survey.Outcome, SurveyOutcome.Negative);

    private static readonly Measure s_handling = new Measure.Mean(Source.Activity, new RowValue(FactSchema.Activity.Duration, null, FactSchema.Second));
    private static readonly RowValue s_replyTime = new(FactSchema.ReplyWait.To, FactSchema.ReplyWait.From, FactSchema.Second, FactSchema.ReplyWait.Business);
    private static readonly Measure s_cost = new Measure.Prorated(Source.Cost, FactSchema.Cost.Amount, Model.Money.UnitsPerWhole);

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

        new("reopen_rate", "Reopen rate", Ratio, Percent, LowerIsBetter, "first resolution", "resolver",
            "Tickets reopened at any time since ÷ tickets resolved, of those first resolved in the period. A number of reopens that a ticket states without their times counts here.",
            new Measure.Share(Source.Resolution, s_firstResolution, RowTest.Yes(FactSchema.Ticket.Reopened))),

        new("open_tickets", "Open tickets", Level, Tickets, LowerIsBetter, null, "assignee",
            "Tickets open at the end of the bucket (backlog), from the intervals in which each was open, never from today's status.",
            new Measure.Level(Source.Open, LevelTest.All)),

        new("unassigned_tickets", "Unassigned tickets", Level, Tickets, LowerIsBetter, null, null,
            "Open tickets that have no agent. Assignment is today's, as in every metric by assignee.",
            new Measure.Level(Source.Open, LevelTest.Unassigned)),

        new("awaiting_first_response", "Awaiting first response", Level, Tickets, LowerIsBetter, null, "assignee",
            "Open tickets that no human agent has answered by the end of the bucket.",
            new Measure.Level(Source.Open, LevelTest.AwaitingFirstResponse)),

        new("backlog_change", "Backlog change", Sum, Tickets, LowerIsBetter, "event", "assignee",
            "Created plus reopened less resolved: inflow minus outflow. Open at the end = open at the start + this.",
            new Measure.Net(Source.Opening, s_opens, Source.Closing, s_closes)),

        new("first_response_time", "First response time", Mean, Seconds, LowerIsBetter, "first response", "responder",
            "From creation to the first public answer by a human agent. Bots, system messages and notes are no answers; where an agent opened the ticket, the second message is the first answer.",
            new Measure.Mean(Source.FirstResponse, Since(FactSchema.Ticket.FirstResponseAt, FactSchema.Ticket.FirstResponseBusiness))),

        new("first_resolution_time", "First resolution time", Mean, Seconds, LowerIsBetter, "first resolution", "resolver",
            "From creation to the first resolution.",
            new Measure.Mean(Source.Resolution, Since(FactSchema.Resolution.At, FactSchema.Resolution.Business), s_firstResolution)),

        new("resolution_time", "Resolution time", Mean, Seconds, LowerIsBetter, "last resolution", "resolver",
            "From creation to the last resolution (full resolution time), reopened time included.",
            new Measure.Mean(Source.Resolution, Since(FactSchema.Resolution.At, FactSchema.Resolution.Business), s_lastResolution)),

        new("requester_wait_time", "Requester wait time", Mean, Seconds, LowerIsBetter, "last resolution", "resolver",
            "Time in new, open and on hold up to the last resolution: the time in which the customer waited for the desk, pending left out.",
            new Measure.Mean(Source.Resolution, new RowValue(FactSchema.Ticket.RequesterWait, null, FactSchema.Second, FactSchema.Ticket.RequesterWaitBusiness), s_lastResolution)),

        new("stage_time", "Time in stage", Mean, Seconds, LowerIsBetter, "stage left", "assignee",
            "Time in a stage while the ticket was open, ended by the next stage or by a resolution. Before the first stage event the stage is (start); without such events the statuses are the stages.",
            new Measure.Mean(Source.StageLeft, new RowValue(FactSchema.StageVisit.LeftAt, FactSchema.StageVisit.EnteredAt, FactSchema.Second, FactSchema.StageVisit.Business))),

        new("handle_time", "Handle time", Mean, Seconds, LowerIsBetter, "last resolution", "resolver",
            "Working time on the tickets resolved: what the ticket states, else the durations of its agents' events. Tickets with neither do not count.",
            new Measure.Mean(Source.Resolution, new RowValue(FactSchema.Ticket.Handle, null, FactSchema.Second), s_lastResolution)),

        new("activities", "Service activities", Count, Events, None, "event", "actor",
            "Events by human agents, of any type.",
            new Measure.Count(Source.Activity)),

        new("tickets_handled", "Tickets handled", Count, Tickets, HigherIsBetter, "event", "actor",
            "Distinct tickets with an event by a human agent in the period.",
            new Measure.Distinct(Source.Activity)),

        new("activities_per_resolution", "Activities per resolution", Mean, Events, LowerIsBetter, "last resolution", "resolver",
            "Events by human agents up to the last resolution, its instant included, of the tickets resolved. Tickets without any event do not count.",
            new Measure.Mean(Source.Resolution, new RowValue(FactSchema.Ticket.ActivitiesToResolution, null, 1), s_lastResolution)),

        new("replies_per_resolution", "Replies per resolution", Mean, Events, LowerIsBetter, "last resolution", "resolver",
            "Public answers by human agents up to the last resolution, of the tickets resolved: what the ticket states, else those of its events.",
            new Measure.Mean(Source.Resolution, new RowValue(FactSchema.Ticket.RepliesToResolution, null, 1), s_lastResolution)),

        new("first_contact_resolution", "First contact resolution (FCR)", Ratio, Percent, HigherIsBetter, "first resolution", "resolver",
            "Tickets resolved with at most one answer and no reopen within the window (7 days unless configured) that an agent answered ÷ tickets first resolved in the period. A ticket solved without any answer counts as achieved, and so does one that a mere thanks reopened. While the window runs the ticket counts as achieved and the result is provisional.",
            new Measure.Share(Source.Resolution, s_firstResolution, RowTest.Yes(FactSchema.Ticket.FirstContact), IsProvisional: true)),

        new("sla_first_response", "First response within SLA", Ratio, Percent, HigherIsBetter, "met or due", "responder or assignee",
            "Promises of a first response that were met ÷ met and breached. Met counts when it was met, breached when it was due; what still runs and is not due is in neither.",
            new Measure.Share(Source.SlaOutcome, RowTest.Of(FactSchema.SlaClock.Target, SlaTarget.FirstResponse), RowTest.Yes(FactSchema.SlaClock.Met))),

        new("sla_resolution", "Resolution within SLA", Ratio, Percent, HigherIsBetter, "met or due", "resolver or assignee",
            "Promises of a resolution that were met ÷ met and breached; the first resolution stops the clock for good.",
            new Measure.Share(Source.SlaOutcome, RowTest.Of(FactSchema.SlaClock.Target, SlaTarget.Resolution), RowTest.Yes(FactSchema.SlaClock.Met))),

        new("sla_breaches", "SLA breaches", Count, Events, LowerIsBetter, "due", "assignee",
            "Promises of a first response or a resolution that were due in the period and not met by then.",
            new Measure.Count(Source.SlaBreach, RowTest.Both(RowTest.Of(FactSchema.SlaClock.Target, SlaTarget.FirstResponse, SlaTarget.Resolution), RowTest.No(FactSchema.SlaClock.Met)))),

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
            new Measure.Nps(Source.Answer, s_nps)),

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

        new("survey_response_rate", "Survey response rate", Ratio, Percent, HigherIsBetter, "sent", "agent at the answer",
            "Surveys answered by now ÷ surveys sent, of those sent in the period.",
            new Measure.Share(Source.Sent, null, RowTest.Known(FactSchema.Survey.Outcome))),

        new("agent_utilization", "Agent utilization", Ratio, Percent, None, "event", "actor",
            "Handling time of agents' events ÷ scheduled time, shifts cut to the bucket. Can pass 100; null without shifts.",
            new Measure.Quotient(s_handling, Shifts(ShiftKind.Scheduled), 100)),

        new("agent_occupancy", "Agent occupancy", Ratio, Percent, None, "event", "actor",
            "Handling time of agents' events ÷ available time, shifts cut to the bucket; null without available time.",
            new Measure.Quotient(s_handling, Shifts(ShiftKind.Available), 100)),

        new("operating_cost", "Operating cost", Sum, Unit.Money, LowerIsBetter, null, null,
            "Costs, spread evenly over their own period and cut to the bucket. Costs that name no channel or team are shared: they stand in the row without a value.",
            s_cost),

        new("cost_per_resolution", "Cost per resolution", Ratio, Unit.Money, LowerIsBetter, null, null,
            "Operating cost ÷ tickets resolved. Null when none was, and where no cost is known of the bucket or group: nobody having stated one does not make it 0.",
            new Measure.Quotient(s_cost, new Measure.Distinct(Source.Resolution), 1)),

        new("cost_per_ticket", "Cost per ticket", Ratio, Unit.Money, LowerIsBetter, null, null,
            "Operating cost ÷ tickets created. Null when none was, and where no cost is known of the bucket or group: nobody having stated one does not make it 0.",
            new Measure.Quotient(s_cost, new Measure.Count(Source.Created), 1)),

        new("active_accounts", "Active accounts", Level, Accounts, HigherIsBetter, null, null,
            "Accounts that had begun and not ended by the end of the bucket.",
            new Measure.Level(Source.Active, LevelTest.All)),

        new("customer_retention_rate", "Customer retention rate", Ratio, Percent, HigherIsBetter, null, null,
            "Of the accounts active at the start the share still active at the end: (end − new) ÷ start × 100; null when none was active.",
            new Measure.Retention(Source.Active, Lost: false)),

        new("churn_rate", "Churn rate", Ratio, Percent, LowerIsBetter, null, null,
            "100 − retention, of the same accounts; null when none was active at the start.",
            new Measure.Retention(Source.Active, Lost: true)),

        new("churned_accounts", "Churned accounts", Count, Accounts, LowerIsBetter, "until", null,
            "Accounts whose end falls in the period.",
            new Measure.Count(Source.Churned)),

        new("account_value", "Account value", Sum, Unit.Money, HigherIsBetter, "created", null,
            "Yearly value of the accounts with a ticket created in the period, each account once.",
            new Measure.AccountValue(Source.Created)),

        new("reply_time", "Reply time", Mean, Seconds, LowerIsBetter, "answer", "replier",
            "From a public message of the customer to the next public answer by a human agent, the first one, from creation, included; more messages while the customer waits open no wait of their own. A wait that a resolution ended without an answer is in no reply time.",
            new Measure.Mean(Source.ReplyWait, s_replyTime, RowTest.Yes(FactSchema.ReplyWait.IsAnswered))),

        new("next_reply_time", "Next reply time", Mean, Seconds, LowerIsBetter, "answer", "replier",
            "Reply time of all waits of a ticket but the first.",
            new Measure.Mean(Source.ReplyWait, s_replyTime, RowTest.Both(RowTest.No(FactSchema.ReplyWait.IsFirst), RowTest.Yes(FactSchema.ReplyWait.IsAnswered)))),

        new("awaiting_reply", "Awaiting reply", Level, Tickets, LowerIsBetter, null, "assignee",
            "Open tickets whose customer waits for an answer at the end of the bucket.",
            new Measure.Level(Source.AwaitingReply, LevelTest.All)),

        new("sla_next_reply", "Next reply within SLA", Ratio, Percent, HigherIsBetter, "met or due", "replier or assignee",
            "Promises of an answer to each message of the customer but the first that were met ÷ met and breached. A resolution in time meets the promise too.",
            new Measure.Share(Source.SlaOutcome, RowTest.Of(FactSchema.SlaClock.Target, SlaTarget.NextReply), RowTest.Yes(FactSchema.SlaClock.Met))),

        new("first_assignment_time", "First assignment time", Mean, Seconds, LowerIsBetter, "first assignment", "agent assigned",
            "From creation to the first assignment to an agent, by the ticket's assignment events; tickets without any do not count.",
            new Measure.Mean(Source.FirstAssignment, Since(FactSchema.Ticket.FirstAssignedAt, FactSchema.Ticket.FirstAssignmentBusiness))),

        new("holding_time", "Holding time", Mean, Seconds, LowerIsBetter, "holding's end", "holder",
            "How long an agent had an open ticket: from creation, assignment or reopen to the next assignment or resolution. Before the first assignment event the agent is the one that it names as before, without any such event the one that the ticket states.",
            new Measure.Mean(Source.HoldingEnd, new RowValue(FactSchema.Holding.To, FactSchema.Holding.From, FactSchema.Second, FactSchema.Holding.Business))),

        new("reassignments", "Reassignments", Count, Events, LowerIsBetter, "event", "agent before",
            "Assignments and changes of team that took a ticket from one agent or team to another. The first one that does not say from whom is none.",
            new Measure.Count(Source.Reassignment)),

        new("time_spent", "Time spent", Sum, Seconds, None, "event", "actor",
            "Durations of human agents' events, in seconds; unlike handle_time, of all tickets and when the work was done.",
            s_handling),
    ];

    private static readonly Dictionary<string, Metric> s_byName = All.ToDictionary(m => m.Name);
    public static Metric? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>Seconds from the ticket's creation.</summary>
    private static RowValue Since(LongField end, LongField business) => new(end, FactSchema.Ticket.CreatedAt, FactSchema.Second, business);

    private static Measure.Prorated Shifts(ShiftKind kind) => new(Source.Shift, null, FactSchema.Second, RowTest.Of(FactSchema.Shift.Kind, kind));

    private static RowValue Score(LongField field) => new(field, null, SurveyScale.UnitsPerPoint);
}
