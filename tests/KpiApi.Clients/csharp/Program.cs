using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Kiota = KpiApi.Clients.Kiota;
using NSwag = KpiApi.Clients.NSwag;

// Each client writes a ticket and asks for it again.
var address = args[0];
var nine = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
await WithNSwagAsync();
await WithKiotaAsync();

async Task WithNSwagAsync()
{
    using var http = new HttpClient { BaseAddress = new Uri(address) };
    var client = new NSwag.KpiApiClient(http);
    var written = await client.PutTicketAsync("T-nswag", new NSwag.TicketBody { CreatedAt = nine, Channel = "nswag" });
    var answer = await client.GetKpisAsync(["tickets_created", "csat"], period: NSwag.Period.All, groupBy: ["channel"], channel: ["nswag"], minVersion: written.Version);
    foreach (var row in answer.Rows)
        Console.WriteLine($"{row.Channel} {row.Values!["tickets_created"].Value} {row.Values!["csat"].Value is null}");
}

async Task WithKiotaAsync()
{
    using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = address };
    var client = new Kiota.KpiApiClient(adapter);
    var written = await client.V1.Tickets["T-kiota"].PutAsync(new Kiota.Models.TicketBody { CreatedAt = nine, Channel = "kiota" });
    var answer = await client.V1.Kpis.GetAsync(request =>
    {
        request.QueryParameters.Metrics = ["tickets_created", "csat"];
        request.QueryParameters.Period = Kiota.Models.Period.All;
        request.QueryParameters.GroupBy = ["channel"];
        request.QueryParameters.Channel = ["kiota"];
        request.QueryParameters.MinVersion = written!.Version;
    });
    foreach (var row in answer!.Rows!)
        Console.WriteLine($"{row.Channel} {ValueOf(row, "tickets_created")} {ValueOf(row, "csat")}");

    // Kiota reads members whose names the document leaves open as untyped nodes.
    static string ValueOf(Kiota.Models.KpiRow row, string metric) =>
        ((UntypedObject)row.Values!.AdditionalData[metric]).GetValue()["value"] switch
        {
            UntypedNull => "null",
            UntypedInteger whole => $"{whole.GetValue()}",
            UntypedDecimal number => $"{number.GetValue()}",
            var other => other.ToString()!,
        };
}
