using System.Text.Json;
using KpiApi.Http.Errors;

namespace KpiApi.Tests.Http.Errors;

public sealed class RequestErrorTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Error_of_a_request_leaves_out_what_it_does_not_know()
    {
        Assert.Equal("""{"code":"bad_request","message":"No."}""", Json(new RequestError("bad_request", "No.")));
        Assert.Equal(
            """{"code":"unknown_metric","message":"No.","parameter":"metrics","value":"csta","nearest":"csat"}""",
            Json(new RequestError("unknown_metric", "No.", "csat") { Parameter = "metrics", Value = "csta" }));
        Assert.Equal("""{"code":"wrong_type","message":"No.","pointer":"/name","value":5}""", Json(new RequestError("wrong_type", "No.") { Pointer = "/name", Value = 5 }));
    }

    [Fact]
    public void Error_of_an_item_begins_with_the_item_and_always_has_a_pointer()
    {
        var error = new RequestError("unknown_value", "No.", "email");
        Assert.Equal(
            """{"index":2,"id":"T-9","pointer":"/channel","code":"unknown_value","message":"No.","value":"emial","nearest":"email"}""",
            Json(error with { Pointer = "/channel", Item = new(2, "T-9"), Value = "emial" }));
        Assert.Equal("""{"pointer":"","code":"not_an_object","message":"No."}""", Json(new RequestError("not_an_object", "No.") { Item = new(null) }));
    }

    private static string Json(RequestError error) => JsonSerializer.Serialize(error, s_json);
}
