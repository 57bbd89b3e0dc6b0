using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class SurveyFields : ListFields<SurveyFacts>
{
    public SurveyFields(FieldList fields)
        : base(fields, FactTable.Surveys, o => o.Surveys)
    {
        Id = Ids(s => s.Id);
        SentAt = Long(s => s.SentAtMs);
        RespondedAt = Long(s => s.RespondedAtMs);
        Rating = Long(s => s.RatingUnits, SurveyScale.UnitsPerPoint);
        Score = Long(s => s.ScoreUnits, SurveyScale.UnitsPerPoint);
        Agent = Name(DictionaryId.Agent, s => s.Agent);
        Team = Name(DictionaryId.Team, s => s.Team);
        Channel = Name(DictionaryId.Channel, s => s.Channel);
        Reason = Name(DictionaryId.Reason, s => s.Reason);
        Account = Name(DictionaryId.Account, s => s.Account);
        Kind = Fixed(s => (int)s.Kind + 1, DictionaryId.SurveyKind);
        Outcome = Fixed(s => s.Outcome is { } outcome ? (int)outcome + 1 : 0);
        Scale = Name(DictionaryId.Scale, s => s.Scale);
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
