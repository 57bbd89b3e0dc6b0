using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

internal static class StoreTables
{
    /// <summary>Events of a ticket, and surveys: a program that answers itself makes as many in a night, people do not in a year.</summary>
    private const int MaxOfTicket = 100_000;

    public static readonly StoreTable<Ticket> Tickets = new("tickets", RecordKind.Ticket, row => row.Id,
    [
        Text<Ticket>(nameof(Ticket.Id), row => row.Id),
        Integer<Ticket>(nameof(Ticket.CreatedAtMs), row => row.CreatedAtMs),
        Text<Ticket>(nameof(Ticket.Channel), row => row.Channel),
        Text<Ticket>(nameof(Ticket.Reason), row => row.Reason),
        Text<Ticket>(nameof(Ticket.Priority), row => row.Priority),
        Text<Ticket>(nameof(Ticket.Team), row => row.Team),
        Text<Ticket>(nameof(Ticket.Agent), row => row.Agent),
        Text<Ticket>(nameof(Ticket.Account), row => row.Account),
        Integer<Ticket>(nameof(Ticket.CreatedBy), row => (long)row.CreatedBy),
        Integer<Ticket>(nameof(Ticket.Status), row => (long?)row.Status),
        Integer<Ticket>(nameof(Ticket.FirstResponseAtMs), row => row.FirstResponseAtMs),
        Integer<Ticket>(nameof(Ticket.FirstResolvedAtMs), row => row.FirstResolvedAtMs),
        Integer<Ticket>(nameof(Ticket.ResolvedAtMs), row => row.ResolvedAtMs),
        Integer<Ticket>(nameof(Ticket.ClosedAtMs), row => row.ClosedAtMs),
        Integer<Ticket>(nameof(Ticket.Reopens), row => row.Reopens),
        Integer<Ticket>(nameof(Ticket.Replies), row => row.Replies),
        Integer<Ticket>(nameof(Ticket.HandleMs), row => row.HandleMs),
        Integer<Ticket>(nameof(Ticket.UpdatedAtMs), row => row.UpdatedAtMs),
    ])
    {
        NewestBy = nameof(Ticket.UpdatedAtMs),
        Account = nameof(Ticket.Account),
        Read = ReadTicket,
        Touch = (touched, change) => touched.Ticket(change),
    };

    public static readonly StoreTable<TicketEvent> Events = new("events", RecordKind.Event, row => row.Id,
    [
        Text<TicketEvent>(nameof(TicketEvent.Id), row => row.Id),
        Text<TicketEvent>(nameof(TicketEvent.Ticket), row => row.Ticket),
        Text<TicketEvent>(nameof(TicketEvent.Type), row => row.Type),
        Integer<TicketEvent>(nameof(TicketEvent.AtMs), row => row.AtMs),
        Integer<TicketEvent>(nameof(TicketEvent.Actor), row => (long)row.Actor),
        Text<TicketEvent>(nameof(TicketEvent.Agent), row => row.Agent),
        Integer<TicketEvent>(nameof(TicketEvent.Public), row => row.Public ? 1 : 0),
        Integer<TicketEvent>(nameof(TicketEvent.DurationMs), row => row.DurationMs),
        Text<TicketEvent>(nameof(TicketEvent.From), row => row.From),
        Text<TicketEvent>(nameof(TicketEvent.To), row => row.To),
    ])
    {
        Owner = nameof(TicketEvent.Ticket),
        MaxOfTicket = MaxOfTicket,
        Read = ReadTicketEvent,
        Touch = (touched, change) => touched.Event(change),
    };

    public static readonly StoreTable<Survey> Surveys = new("surveys", RecordKind.Survey, row => row.Id,
    [
        Text<Survey>(nameof(Survey.Id), row => row.Id),
        Integer<Survey>(nameof(Survey.Kind), row => (long)row.Kind),
        Text<Survey>(nameof(Survey.Ticket), row => row.Ticket),
        Integer<Survey>(nameof(Survey.SentAtMs), row => row.SentAtMs),
        Integer<Survey>(nameof(Survey.RespondedAtMs), row => row.RespondedAtMs),
        Real<Survey>(nameof(Survey.Score), row => row.Score),
        Real<Survey>(nameof(Survey.ScaleMin), row => row.ScaleMin),
        Real<Survey>(nameof(Survey.ScaleMax), row => row.ScaleMax),
        Integer<Survey>(nameof(Survey.LowerIsBetter), row => row.LowerIsBetter ? 1 : 0),
        Text<Survey>(nameof(Survey.Agent), row => row.Agent),
        Text<Survey>(nameof(Survey.Channel), row => row.Channel),
        Text<Survey>(nameof(Survey.Reason), row => row.Reason),
        Text<Survey>(nameof(Survey.Team), row => row.Team),
        Text<Survey>(nameof(Survey.Account), row => row.Account),
        Text<Survey>(nameof(Survey.Comment), row => row.Comment),
    ])
    {
        Owner = nameof(Survey.Ticket),
        Account = nameof(Survey.Account),
        MaxOfTicket = MaxOfTicket,
        Read = ReadSurvey,
        Touch = (touched, change) => touched.Survey(change),
    };

    public static readonly StoreTable<Agent> Agents = new("agents", RecordKind.Agent, row => row.Id,
    [
        Text<Agent>(nameof(Agent.Id), row => row.Id),
        Text<Agent>(nameof(Agent.Name), row => row.Name),
        Text<Agent>(nameof(Agent.Team), row => row.Team),
        Integer<Agent>(nameof(Agent.Bot), row => row.Bot ? 1 : 0),
    ])
    {
        Read = ReadAgent,
        Touch = (touched, change) => touched.Agent(change),
    };

    public static readonly StoreTable<Account> Accounts = new("accounts", RecordKind.Account, row => row.Id,
    [
        Text<Account>(nameof(Account.Id), row => row.Id),
        Text<Account>(nameof(Account.Name), row => row.Name),
        Integer<Account>(nameof(Account.ValueUnits), row => row.ValueUnits),
        Integer<Account>(nameof(Account.SinceMs), row => row.SinceMs),
        Integer<Account>(nameof(Account.UntilMs), row => row.UntilMs),
    ])
    {
        Read = ReadAccount,
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Account, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Shift> Shifts = new("shifts", RecordKind.Shift, row => row.Id,
    [
        Text<Shift>(nameof(Shift.Id), row => row.Id),
        Text<Shift>(nameof(Shift.Agent), row => row.Agent),
        Integer<Shift>(nameof(Shift.FromMs), row => row.FromMs),
        Integer<Shift>(nameof(Shift.ToMs), row => row.ToMs),
        Integer<Shift>(nameof(Shift.Kind), row => (long)row.Kind),
    ])
    {
        Read = ReadShift,
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Shift, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Cost> Costs = new("costs", RecordKind.Cost, row => row.Id,
    [
        Text<Cost>(nameof(Cost.Id), row => row.Id),
        Integer<Cost>(nameof(Cost.FromMs), row => row.FromMs),
        Integer<Cost>(nameof(Cost.ToMs), row => row.ToMs),
        Integer<Cost>(nameof(Cost.AmountUnits), row => row.AmountUnits),
        Text<Cost>(nameof(Cost.Channel), row => row.Channel),
        Text<Cost>(nameof(Cost.Team), row => row.Team),
    ])
    {
        Read = ReadCost,
        Touch = (touched, change) => touched.Facts(new(OwnerKind.Cost, change.Id), change.Row is { } row ? OwnerFacts.Of(row) : null),
    };

    public static readonly StoreTable<Setting> Settings = new("settings", RecordKind.Setting, row => row.Id,
    [
        Text<Setting>(nameof(Setting.Id), row => row.Id),
        Text<Setting>(nameof(Setting.Body), row => row.Body),
    ])
    {
        Read = row => new(row.Text(0)!, row.Text(1)!),
        Touch = (touched, change) => touched.Settings[change.Id] = change.Row?.Body,
    };

    private static Ticket ReadTicket(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        CreatedAtMs = row.Integer(1)!.Value,
        Channel = row.Word(2),
        Reason = row.Word(3),
        Priority = row.Word(4),
        Team = row.Word(5),
        Agent = row.Word(6),
        Account = row.Text(7),
        CreatedBy = (CreatedBy)row.Integer(8)!.Value,
        Status = (TicketStatus?)row.Integer(9),
        FirstResponseAtMs = row.Integer(10),
        FirstResolvedAtMs = row.Integer(11),
        ResolvedAtMs = row.Integer(12),
        ClosedAtMs = row.Integer(13),
        Reopens = (int?)row.Integer(14),
        Replies = (int?)row.Integer(15),
        HandleMs = row.Integer(16),
        UpdatedAtMs = row.Integer(17),
    };

    private static TicketEvent ReadTicketEvent(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        Ticket = row.Text(1)!,
        Type = row.Word(2)!,
        AtMs = row.Integer(3)!.Value,
        Actor = (Actor)row.Integer(4)!.Value,
        Agent = row.Word(5),
        Public = row.Integer(6) == 1,
        DurationMs = row.Integer(7),
        From = row.Word(8),
        To = row.Word(9),
    };

    private static Survey ReadSurvey(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        Kind = (SurveyKind)row.Integer(1)!.Value,
        Ticket = row.Text(2),
        SentAtMs = row.Integer(3),
        RespondedAtMs = row.Integer(4),
        Score = row.Real(5),
        ScaleMin = row.Real(6)!.Value,
        ScaleMax = row.Real(7)!.Value,
        LowerIsBetter = row.Integer(8) == 1,
        Agent = row.Word(9),
        Channel = row.Word(10),
        Reason = row.Word(11),
        Team = row.Word(12),
        Account = row.Text(13),
        Comment = row.Text(14),
    };

    private static Agent ReadAgent(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        Name = row.Text(1),
        Team = row.Word(2),
        Bot = row.Integer(3) == 1,
    };

    private static Account ReadAccount(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        Name = row.Text(1),
        ValueUnits = row.Integer(2),
        SinceMs = row.Integer(3),
        UntilMs = row.Integer(4),
    };

    private static Shift ReadShift(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        Agent = row.Word(1)!,
        FromMs = row.Integer(2)!.Value,
        ToMs = row.Integer(3)!.Value,
        Kind = (ShiftKind)row.Integer(4)!.Value,
    };

    private static Cost ReadCost(StoreRow row) => new()
    {
        Id = row.Text(0)!,
        FromMs = row.Integer(1)!.Value,
        ToMs = row.Integer(2)!.Value,
        AmountUnits = row.Integer(3)!.Value,
        Channel = row.Word(4),
        Team = row.Word(5),
    };

    private static Column<T> Text<T>(string name, Func<T, string?> value) => new(name) { Text = value };

    private static Column<T> Integer<T>(string name, Func<T, long?> value) => new(name) { Integer = value };

    private static Column<T> Real<T>(string name, Func<T, double?> value) => new(name) { Real = value };
}
