using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>Asks customers after the solution. Who waited long, or had to come back, answers less kindly.</summary>
internal sealed class DemoSurveys(DemoRandom random, long endMs)
{
    /// <summary>For so many days before the end refunds have to be asked for by a form that nobody likes.</summary>
    private const int FormAge = 14;
    private const string Refund = "refund";
    private const string FormBlame = "The new refund form asks for a receipt that I never got.";

    private static readonly string[] s_praise = ["Quick and friendly, thank you!", "Solved at once.", "Great help."];
    private static readonly string[] s_blame = ["I waited far too long.", "Nobody read what I wrote.", "Still not quite right."];

    public IReadOnlyList<Survey> After(Arrival arrival, DemoTimeline story, DemoAgent? agent)
    {
        if (story.Status != TicketStatus.Solved)
            return [];
        var mood = Mood(arrival, story, agent);
        var surveys = new List<Survey>();
        if (random.Chance(0.70))
            Ask(surveys, SurveyKind.Csat, story, answers: 0.32, Satisfaction(mood), HasForm(arrival, endMs));
        if (random.Chance(0.12))
            Ask(surveys, SurveyKind.Nps, story, answers: 0.28, Math.Clamp(Math.Round(8.0 + 1.7 * mood), 0, 10));
        if (random.Chance(0.25))
            Ask(surveys, SurveyKind.Ces, story, answers: 0.30, Math.Clamp(Math.Round(5.3 + 1.0 * mood), 1, 7));
        return surveys;
    }

    public static bool HasForm(Arrival arrival, long endMs) => arrival.Reason.Name == Refund && arrival.AtMs >= endMs - FormAge * WorkHours.DayMs;

    /// <summary>0 is neither pleased nor annoyed. Four times the usual wait costs as much as an unfriendly agent.</summary>
    private double Mood(Arrival arrival, DemoTimeline story, DemoAgent? agent)
    {
        var wait = ((story.FirstAnswerMs ?? arrival.AtMs) - arrival.AtMs) / 1000.0 + 60;
        var duration = (story.SolvedMs!.Value - arrival.AtMs) / 1000.0 + 60;
        return 0.55 + (agent?.Kindness ?? -0.9) - (HasForm(arrival, endMs) ? 1.3 : 0)
            - 0.15 * Math.Log2(wait / (arrival.Channel.ResponseSeconds + 60))
            - 0.05 * Math.Log2(duration / (arrival.Reason.WorkSeconds + 60))
            - 0.10 * Math.Max(0, story.Answers - 2)
            + 0.8 * random.Normal();
    }

    private static double Satisfaction(double mood) => mood switch { < -1.4 => 1, < -0.9 => 2, < -0.35 => 3, < 0.55 => 4, _ => 5 };

    private void Ask(List<Survey> surveys, SurveyKind kind, DemoTimeline story, double answers, double score, bool hasForm = false)
    {
        var sentAt = story.SolvedMs!.Value + WorkHours.HourMs;
        if (sentAt >= endMs)
            return;
        var respondedAt = sentAt + (long)random.LogNormal(14_400, 1.2) * 1000;
        var isAnswered = random.Chance(answers) && respondedAt < endMs;
        var (min, max) = SurveyScale.Default(kind);
        surveys.Add(new Survey
        {
            Id = $"{story.Id}-{SurveyKindNames.Name(kind)}",
            Kind = kind,
            Ticket = story.Id,
            SentAtMs = sentAt,
            RespondedAtMs = isAnswered ? respondedAt : null,
            Score = isAnswered ? score : null,
            ScaleMin = min,
            ScaleMax = max,
            Comment = isAnswered && kind == SurveyKind.Csat ? Comment(score, hasForm) : null,
        });
    }

    private string? Comment(double score, bool hasForm) => score switch
    {
        5 when random.Chance(0.2) => s_praise[random.Below(s_praise.Length)],
        <= 2 when hasForm => FormBlame,
        <= 2 when random.Chance(0.5) => s_blame[random.Below(s_blame.Length)],
        _ => null,
    };
}
