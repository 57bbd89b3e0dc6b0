using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>
/// A made-up help desk: how each ticket goes, from the bot's greeting to the survey. The same seed and moment give the same history.
/// </summary>
internal sealed class DemoHistory
{
    public const int Days = 90;

    private const int Seed = 8;
    private static readonly Dictionary<string, double> s_hurry = new() { ["low"] = 1.5, ["normal"] = 1, ["high"] = 0.6, ["urgent"] = 0.3 };

    private readonly DemoRandom _random = new(Seed);
    private readonly DemoSurveys _surveys;
    private readonly WorkHours _hours;
    private readonly long _nowMs;

    private DemoHistory(long nowMs) => (_nowMs, _hours, _surveys) = (nowMs, new WorkHours(WorkHours.Midnight(nowMs)), new DemoSurveys(_random, nowMs));

    /// <summary>Ninety whole days and what has passed of the day after them, the oldest ticket first.</summary>
    public static IEnumerable<DemoCase> Until(long nowMs)
    {
        var history = new DemoHistory(nowMs);
        return new DemoArrivals(history._random, history._hours).Until(nowMs, Days).Select(history.Case);
    }

    private DemoCase Case(Arrival arrival)
    {
        var story = new DemoTimeline(arrival, _hours, _nowMs);
        if (_random.Chance(0.01))
        {
            story.Work(_random.LogNormal(1_200, 0.5));
            story.Become(TicketStatus.Spam, Actor.System);
            return new DemoCase(story.ToTicket(), story.Events, []);
        }
        if (BotSolves(arrival, story))
            return Finished(arrival, story, null);
        // Lost in the queue: these stay open without an agent.
        if (_random.Chance(0.003))
            return Finished(arrival, story, null);

        var agent = Assign(arrival, story);
        Answer(arrival, story, agent, FirstWait(arrival, agent));
        agent = Escalate(arrival, story, agent);
        Solve(arrival, story, agent);
        Reopen(arrival, story, agent);
        return Finished(arrival, story, agent);
    }

    private bool BotSolves(Arrival arrival, DemoTimeline story)
    {
        if (arrival.Channel.Name != "chat" || !_random.Chance(0.8))
            return false;
        story.BotAnswer();
        if (!arrival.Reason.BotCanSolve || !_random.Chance(0.25))
            return false;
        story.Wait(_random.LogNormal(120, 0.5));
        story.Become(TicketStatus.Solved, Actor.Bot);
        return true;
    }

    private DemoAgent Assign(Arrival arrival, DemoTimeline story)
    {
        var agent = DemoStaff.Pick(_random, arrival.Reason.Team, arrival.Channel.Name);
        story.Work(_random.LogNormal(arrival.Channel.ResponseSeconds * 0.1, 0.6));
        story.AssignTo(agent.Id, Actor.System);
        return agent;
    }

    /// <summary>Who comes at night waits for the morning, and then for those who came before.</summary>
    private double FirstWait(Arrival arrival, DemoAgent agent)
    {
        var queue = _hours.IsOpen(arrival.AtMs) ? 0 : _random.LogNormal(1_500, 0.6);
        return queue + Wait(arrival, agent);
    }

    private double Wait(Arrival arrival, DemoAgent agent) =>
        _random.LogNormal(arrival.Channel.ResponseSeconds, 0.85) * s_hurry[arrival.Priority] * agent.Pace * (arrival.IsRush ? 2.2 : 1);

    private void Answer(Arrival arrival, DemoTimeline story, DemoAgent agent, double wait)
    {
        story.Work(wait);
        story.Answer(arrival.Channel.AnswerType, _random.LogNormal(arrival.Channel.HandleSeconds, 0.6) * agent.Pace);
        story.Become(TicketStatus.Open, Actor.Agent);
    }

    private DemoAgent Escalate(Arrival arrival, DemoTimeline story, DemoAgent agent)
    {
        if (!_random.Chance(arrival.Reason.Escalates))
            return agent;
        var expert = DemoStaff.Pick(_random, DemoStaff.Technical, arrival.Channel.Name);
        story.Note(_random.LogNormal(150, 0.5));
        story.HandOver(DemoStaff.Technical);
        story.AssignTo(expert.Id, Actor.Agent);
        Answer(arrival, story, expert, _random.LogNormal(9_000, 0.8));
        return expert;
    }

    private void Solve(Arrival arrival, DemoTimeline story, DemoAgent agent)
    {
        while (!story.IsOver && _random.Chance(arrival.Channel.Rounds))
        {
            story.Become(TicketStatus.Pending, Actor.Agent);
            story.Wait(_random.LogNormal(10_800, 1.1));
            story.CustomerMessage();
            story.Become(TicketStatus.Open, Actor.Customer);
            Answer(arrival, story, agent, Wait(arrival, agent) * 1.4);
        }
        // On the phone most is solved during the call; elsewhere some needs work after the answer, and then another one.
        if (_random.Chance(arrival.Channel.Name == "phone" ? 0.2 : 0.4))
        {
            story.Work(_random.LogNormal(arrival.Reason.WorkSeconds, 0.9) * s_hurry[arrival.Priority] * agent.Pace);
            story.Note(_random.LogNormal(240, 0.6));
            Answer(arrival, story, agent, _random.LogNormal(300, 0.5));
        }
        story.Work(_random.LogNormal(90, 0.8));
        story.Become(TicketStatus.Solved, Actor.Agent);
    }

    private void Reopen(Arrival arrival, DemoTimeline story, DemoAgent agent)
    {
        if (!_random.Chance(0.085 - 0.06 * agent.Kindness))
            return;
        story.Wait(_random.LogNormal(50_000, 1));
        story.CustomerMessage();
        story.Become(TicketStatus.Open, Actor.Customer);
        // "Thanks!" reopens a ticket too: it is solved again without an answer.
        if (!_random.Chance(0.4))
            Answer(arrival, story, agent, Wait(arrival, agent) * 1.2);
        story.Work(_random.LogNormal(600, 0.8));
        story.Become(TicketStatus.Solved, Actor.Agent);
    }

    private DemoCase Finished(Arrival arrival, DemoTimeline story, DemoAgent? agent)
    {
        var surveys = _surveys.After(arrival, story, agent);
        if (story.Status == TicketStatus.Solved)
        {
            story.WaitUntil(story.SolvedMs!.Value + 4 * WorkHours.DayMs);
            story.Become(TicketStatus.Closed, Actor.System);
        }
        return new DemoCase(story.ToTicket(), story.Events, surveys);
    }
}
