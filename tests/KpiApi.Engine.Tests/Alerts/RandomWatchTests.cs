using System.Globalization;
using KpiApi.Engine.Alerts;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;

namespace KpiApi.Engine.Tests.Alerts;

/// <summary>
/// What a watch finds by looking at changed and due tickets, against a scan of everything at each step: over random desks whose tickets, events and
/// surveys come, change and go in any order while the clock runs and jumps.
/// </summary>
public class RandomWatchTests
{
    private const int Desks = 150;
    private const int Steps = 25;
    private const long MaxAgeMs = 10 * 86_400_000L;
    private const string Start = "2026-03-29T01:00Z";

    private static readonly IReadOnlyList<(BusinessCalendar, OracleCalendar)> s_calendars = RandomCalendars.Of(DateTimeZoneProviders.Tzdb["Europe/Berlin"], Given.At(Start), 7);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Watch_on_random_desks_tells_what_a_scan_of_everything_would(int part)
    {
        var told = 0;
        for (var n = 0; n < Desks; n++)
        {
            var seed = part * 1_000_000 + n;
            told += new Run(seed).Compare();
        }

        Assert.True(told > Desks, $"Only {told} were told.");
    }

    private sealed class Run
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly Desk _desk;
        private readonly DerivationRules _rules;
        private readonly FactWriter _writer;
        private readonly FactWatch _watch = new(MaxAgeMs);
        private readonly List<WatchedAlert> _alerts = [];
        private readonly HashSet<string> _reported = [];
        private readonly Dictionary<string, Ticket> _tickets = [];
        private readonly Dictionary<string, TicketEvent> _events = [];
        private readonly Dictionary<string, Survey> _surveys = [];
        private long _nowMs;
        private long _version;

        public Run(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            _nowMs = Given.At(Start);
            _desk = new RandomDesk(_random, _nowMs, s_calendars).Next();
            _rules = _desk.Rules with { Bots = _desk.Bots };
            _writer = new FactWriter(attributes: _rules.Attributes);
            _writer.Publish([.. _desk.Accounts.Select(OwnerFacts.Of).Select(facts => new FactChange(facts.Key, facts))], 0);
        }

        /// <returns>How many were told.</returns>
        public int Compare()
        {
            for (var n = _random.Next(1, 4); n > 0; n--) AddAlert(_random.Next(3) == 0);
            for (var step = 0; step < Steps; step++)
            {
                // Nobody watches meanwhile, or somebody else did.
                var isRestart = _random.Next(6) == 0;
                var changed = Change();
                if (_random.Next(8) == 0) AddAlert(ofSurveys: false);
                var before = _nowMs;
                _nowMs += Elapsed();
                var found = isRestart || _nowMs < before ? Restarted(changed) : Found(changed);
                var expected = Scanned();
                Assert.True(expected.SetEquals(found), $"seed {_seed}, step {step}: [{string.Join(", ", found.Order())}] and not [{string.Join(", ", expected.Order())}]\n{string.Join('\n', _alerts)}");
                Assert.Equal(found.Count, found.Distinct().Count());
                foreach (var key in found) _reported.Add(key);
            }

            return _reported.Count;
        }

        private long Elapsed() => _random.Next(12) switch
        {
            0 => -_random.Next(7_200_000),
            1 => MaxAgeMs / 2,
            < 5 => 60_000,
            _ => _random.Next(4 * 3_600_000),
        };

        /// <param name="ofSurveys">Only before there are any: an answer that was there when its alert was made is never looked at.</param>
        private void AddAlert(bool ofSurveys)
        {
            var seconds = RandomDesk.Pick(_random, 0L, 1, 600, 3_600, 86_400);
            FactCondition condition = ofSurveys ? new NegativeAnswer(RandomDesk.Pick(_random, SurveyKind.Csat, SurveyKind.Nps, SurveyKind.Ces)) : _random.Next(3) switch
            {
                0 => new FirstResponseOverdue(seconds * 1_000),
                1 => new ReplyOverdue(seconds * 1_000),
                _ => new SlaNearlyDue(RandomDesk.Pick(_random, SlaTarget.FirstResponse, SlaTarget.NextReply, SlaTarget.Resolution), seconds * 1_000),
            };
            IReadOnlyList<Filter> filters = condition is NegativeAnswer || _random.Next(2) == 0 ? [] : [RandomFilter()];
            _alerts.Add(new(FormattableString.Invariant($"A{_alerts.Count}"), _nowMs - _random.Next(5) * 86_400_000L, condition, filters));
            _watch.Watch(_alerts);
            _watch.Fill(_writer.Current, _nowMs);
        }

        private Filter RandomFilter()
        {
            var (dimension, values) = _random.Next(5) switch
            {
                0 => (Dimension.Channel, RandomDesk.Channels),
                1 => (Dimension.Tag, RandomDesk.Tags),
                2 => (Dimension.OfAccount("tier"), RandomDesk.Tiers),
                3 => (Dimension.OfTicket("product"), RandomDesk.Products),
                _ => (Dimension.Agent, RandomDesk.Agents),
            };
            return new(dimension, [.. values.Where(_ => _random.Next(2) == 0)], _random.Next(3) == 0);
        }

        /// <summary>Some of the desk comes, comes again, or goes.</summary>
        private HashSet<string> Change()
        {
            var changed = new HashSet<string>();
            for (var n = _random.Next(5); n > 0; n--)
            {
                if (_desk.Tickets.Count > 0 && _random.Next(2) == 0)
                {
                    var ticket = RandomDesk.Pick(_random, [.. _desk.Tickets]);
                    if (!_tickets.Remove(ticket.Id) || _random.Next(4) > 0) _tickets[ticket.Id] = _random.Next(3) == 0 ? ticket with { Channel = RandomDesk.Pick(_random, RandomDesk.Channels) } : ticket;
                    changed.Add(ticket.Id);
                }
                else if (_desk.Events.Count > 0 && _random.Next(3) > 0)
                {
                    var e = RandomDesk.Pick(_random, [.. _desk.Events]);
                    if (!_events.Remove(e.Id) || _random.Next(4) > 0) _events[e.Id] = e;
                    changed.Add(e.Ticket);
                }
                else if (_desk.Surveys.Count > 0)
                {
                    var survey = RandomDesk.Pick(_random, [.. _desk.Surveys]);
                    if (!_surveys.Remove(survey.Id) || _random.Next(4) > 0)
                        _surveys[survey.Id] = survey.Score is not null && _random.Next(2) == 0 ? survey with { Score = RandomDesk.Pick(_random, survey.ScaleMin, survey.ScaleMax), RespondedAtMs = _nowMs } : survey;
                    changed.Add(survey.Ticket ?? "alone " + survey.Id);
                }
            }

            _writer.Publish([.. Timelines().Where(timeline => changed.Contains(Name(timeline.Key))).Select(timeline => new FactChange(timeline.Key, FactDerivation.Derive(timeline, _rules))), .. Gone(changed)], ++_version);
            return changed;
        }

        private IEnumerable<FactChange> Gone(HashSet<string> changed)
        {
            var there = Timelines().Select(timeline => Name(timeline.Key)).ToHashSet();
            return changed.Where(name => !there.Contains(name)).Select(name => new FactChange(KeyOf(name), null));
        }

        private static string Name(OwnerKey key) => key.Kind == OwnerKind.Survey ? "alone " + key.Id : key.Id;

        private static OwnerKey KeyOf(string name) => name.StartsWith("alone ", StringComparison.Ordinal) ? new(OwnerKind.Survey, name["alone ".Length..]) : new(OwnerKind.Ticket, name);

        private IEnumerable<Timeline> Timelines() => _tickets.Values
            .Select(t => new Timeline(t, [.. _events.Values.Where(e => e.Ticket == t.Id)], [.. _surveys.Values.Where(s => s.Ticket == t.Id)]))
            .Concat(_surveys.Values.Where(s => s.Ticket is null).Select(s => new Timeline(null, [], [s])));

        private OwnerFacts? FactsOf(OwnerKey key) => Timelines().FirstOrDefault(timeline => timeline.Key == key) is { } timeline ? FactDerivation.Derive(timeline, _rules) : null;

        private List<string> Restarted(HashSet<string> changed)
        {
            _alerts.ForEach(alert => _watch.Forget(alert.Id));
            foreach (var key in _reported) _watch.MarkReported(key.Split(' ', 2)[0], key.Split(' ', 2)[1]);
            _watch.Fill(_writer.Current, _nowMs);
            return Found(changed);
        }

        private List<string> Found(HashSet<string> changed)
        {
            var found = changed.SelectMany(name => Looked(KeyOf(name))).ToList();
            while (_watch.TakeDue(_nowMs, 3) is { Count: > 0 } due)
                found.AddRange(due.SelectMany(ticket => Looked(new(OwnerKind.Ticket, ticket))));
            return found;
        }

        private List<string> Looked(OwnerKey key)
        {
            var occurrences = _watch.Evaluate(key, FactsOf(key), _writer.Current, _nowMs);
            foreach (var (alert, moment) in occurrences) _watch.MarkReported(alert.Id, moment.Subject);
            return [.. occurrences.Select(told => $"{told.Alert.Id} {told.Moment.Subject}")];
        }

        /// <summary>The slow way: all there is, each time.</summary>
        private HashSet<string> Scanned() =>
        [
            .. from alert in _alerts
               from timeline in Timelines()
               let facts = FactDerivation.Derive(timeline, _rules)
               where facts is not null && (facts.Ticket is null || alert.Filters.All(filter => Passes(filter, facts.Ticket)))
               from happened in Happened(alert.Condition, facts)
               where happened.AtMs > alert.SinceMs && happened.AtMs > _nowMs - MaxAgeMs && (happened.AtMs <= _nowMs || alert.Condition is NegativeAnswer)
               let key = $"{alert.Id} {happened.Subject}"
               where !_reported.Contains(key)
               select key,
        ];

        private bool Passes(Filter filter, TicketFacts ticket)
        {
            var account = _desk.Accounts.FirstOrDefault(account => account.Id == ticket.Account);
            var values = filter.Dimension.Kind switch
            {
                DimensionKind.Channel => (string?[])[ticket.Channel],
                DimensionKind.Agent => [ticket.Agent],
                DimensionKind.Tag => ticket.Tags?.Split('|') ?? (string?[])[null],
                DimensionKind.TicketAttribute => [ticket.Attributes?.GetValueOrDefault("product")],
                _ => [AttributeText.Parse(account?.Attributes)?.GetValueOrDefault("tier")],
            };
            return filter.Excluded ? !values.Intersect(filter.Values).Any() : values.Intersect(filter.Values).Any();
        }

        private static IEnumerable<(string Subject, long AtMs)> Happened(FactCondition condition, OwnerFacts facts)
        {
            var openSince = facts.OpenIntervals.Where(open => open.ToMs is null).Select(open => (long?)open.FromMs).SingleOrDefault();
            return condition switch
            {
                FirstResponseOverdue waiting => openSince is { } since && facts.Ticket!.FirstResponseAtMs is null ? [(facts.Key.Id, since + waiting.ForMs)] : [],
                ReplyOverdue waiting => openSince is null ? [] : facts.ReplyWaits.Where(wait => wait.ToMs is null).Select(wait => (facts.Key.Id, Math.Max(wait.FromMs + waiting.ForMs, openSince > wait.FromMs ? openSince.Value : 0))),
                SlaNearlyDue sla => facts.SlaClocks.Where(clock => clock.Target == sla.Target && !clock.Met).Select(clock => (facts.Key.Id, clock.AtMs - sla.BeforeMs)),
                NegativeAnswer answer => facts.Surveys.Where(survey => survey.Kind == answer.Kind && survey.Outcome == SurveyOutcome.Negative).Select(survey => (survey.Id, survey.RespondedAtMs!.Value)),
                _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"What does {condition} wait for?")),
            };
        }
    }
}
