using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using KpiApi.Tests.Storage;

namespace KpiApi.Tests.Operations;

/// <summary>The built program on machines that speak other languages: with other signs, other letters and another alphabet.</summary>
public sealed partial class LanguageTests
{
    private static readonly Lazy<Task<string>> s_expected = new(() => AnswersAsync("C"));

    /// <summary>Turkish tells i from I, German writes 1,5, Swedish another minus and another order of letters, Arabic another calendar.</summary>
    [Theory]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    [InlineData("sv_SE.UTF-8")]
    [InlineData("ar_SA.UTF-8")]
    public async Task Answers_are_the_same_to_the_letter_in_every_language(string language) => Assert.Equal(await s_expected.Value, await AnswersAsync(language));

    private static async Task<string> AnswersAsync(string language)
    {
        var database = TestDatabase.Sqlite();
        var answers = new List<string>();
        using (var service = await ServiceProcess.StartAsync(database, language))
        {
            foreach (var (path, type, body) in Written())
            {
                using var content = new StringContent(body, MediaTypeHeaderValue.Parse(type));
                using var answer = await service.Http.PostAsync(new Uri(path, UriKind.Relative), content);
                answers.Add($"{path} {await answer.Content.ReadAsStringAsync()}");
            }

            foreach (var path in s_asked)
            {
                using var answer = await service.Http.GetAsync(new Uri(path, UriKind.Relative));
                answers.Add($"{path} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        await database.DropAsync();
        return Instant().Replace(string.Join('\n', answers), "");
    }

    private static IEnumerable<(string Path, string Type, string Body)> Written()
    {
        string[] names = ["i", "I", "ı", "İ", "a", "Z", "z", "ä", "å", "ö", "ss", "ß", "i\u0307"];
        var tickets = names.Select((name, n) => $$"""{"id":"T-{{name}}","createdAt":"2026-01-05T09:{{n + 10}}:00.5Z","channel":"{{name}}","agent":"{{name}}","handleSeconds":1.5}""");
        yield return ("/v1/tickets", "application/x-ndjson", string.Join('\n', tickets));
        yield return ("/v1/surveys", "application/json", """[{"id":"S-1","kind":"NPS","respondedAt":"2026-01-06T09:40:00Z","score":-1.5},{"id":"S-2","kind":"nps","respondedAt":"2026-01-06T09:40:00Z","score":0}]""");
        yield return ("/v1/surveys", "text/csv", "id,kind,respondedAt,score,scaleMin,scaleMax\nS-3,csat,2026-01-06T09:40:00Z,2.5,-1.5,5\nS-4,csat,2026-01-06T09:40:00Z,\"2,5\",1,5\n");
        yield return ("/v1/costs", "application/json", """[{"id":"C-1","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":1234567.8901}]""");
        yield return ("/graphql", "application/json", """{"query":"{ kpis(input: {metrics: [{metric: NPS}, {metric: COST_PER_TICKET}], from: \"2026-01-01\", to: \"2026-02-01\", groupBy: [CHANNEL]}) { rows { keys { value } values { value count } } } }"}""");
        yield return ("/graphql", "application/json", """{"query":"{ kpis(input: {metrics: [{metric: FIRST_RESPONSE_TIME, percentile: -0.5}], limit: -9999999999}) { rowCount } }"}""");
    }

    private static readonly string[] s_asked =
    [
        "/v1/kpis?metrics=nps,csat,cost_per_ticket,handle_time:mean&from=2026-01-01&to=2026-02-01&groupBy=channel&orderBy=channel",
        "/v1/kpis?metrics=nps,csat,cost_per_ticket,handle_time:mean&from=2026-01-01&to=2026-02-01&groupBy=channel&format=csv",
        "/v1/kpis?metrics=NPS,CSAT:MEAN,hıt_rate&from=2026-01-01&to=2026-02-01&groupBy=CHANNEL,tIme&limit=-5&offset=1.5&timeZone=EUROPE/ISTANBUL&interval=MINUTE",
        "/v1/kpis?metrics=tickets_created&from=2026-01-01&to=2026-02-01&channel=I&agent.not=i&interval=day&timeZone=Asia/Riyadh",
        "/v1/kpis/records?metric=csat&from=2026-01-01&to=2026-02-01",
        "/v1/dimensions/channel",
        "/v1/dimensions/CHANNEL?limit=-1",
        "/v1/metrics",
        "/v1/tickets/T-İ",
        "/v1/tickets?limit=-1",
        "/swagger/v1/swagger.json",
    ];

    [GeneratedRegex("\"(asOf|traceId)\":\"[^\"]*\"|http://127[^/\"]*", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
