using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class SurveyFields : ListFields<SurveyFacts>
{
    public SurveyFields(FieldList fields)
        : base(fields, FactTable.Surveys, o => o.Surveys)
    {
        Id = Ids("id", s => s.Id);
        SentAt = Instant("sent_at", s => s.SentAtMs);
        RespondedAt = Instant("responded_at", s => s.RespondedAtMs);
        Rating = Points("rating", s => s.RatingUnits);
        Score = Points("score", s => s.ScoreUnits);
        Agent = Text("agent", DictionaryId.Agent, s => s.Agent);
        Team = Text("team", DictionaryId.Team, s => s.Team);
        Channel = Text("channel", DictionaryId.Channel, s => s.Channel);
        Reason = Text("reason", DictionaryId.Reason, s => s.Reason);
        Account = Text("account", DictionaryId.Account, s => s.Account);
        Kind = Choice("survey_kind", DictionaryId.SurveyKind, s => (int)s.Kind + 1);
        Outcome = Choice<SurveyOutcome>("outcome", s => s.Outcome is { } outcome ? (int)outcome + 1 : 0);
        Scale = Text("scale", DictionaryId.Scale, s => s.Scale);
    }

    public IdField Id { get; }
    public LongField SentAt { get; }
    public LongField RespondedAt { get; }
    public LongField Rating { get; }
    public LongField Score { get; }
    public CodeField Agent { get; }
    public CodeField Team { get; }
    public CodeField Channel { get; }
    public CodeField Reason { get; }
    public CodeField Account { get; }
    public CodeField Kind { get; }
    public CodeField Outcome { get; }
    public CodeField Scale { get; }
}
