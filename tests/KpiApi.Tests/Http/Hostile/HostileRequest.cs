namespace KpiApi.Tests.Http.Hostile;

/// <summary>One request of nonsense; its text, with which a failure is reported, is enough to send it again.</summary>
internal sealed record HostileRequest(string Method, string Path, string Query, string? Type, byte[]? Body, string? Encoding, IReadOnlyList<string> Headers)
{
    public bool IsGraphQL => Path.StartsWith("/graphql", StringComparison.Ordinal);

    public HttpRequestMessage Message(Uri at)
    {
        // As it is: what is escaped stays so, or half of the nonsense would never arrive.
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(at.GetLeftPart(UriPartial.Authority) + Path + Query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var header in Headers)
            message.Headers.TryAddWithoutValidation(header.Split(": ", 2)[0], header.Split(": ", 2)[1]);
        if (Body is null) return message;
        message.Content = new ByteArrayContent(Body);
        if (Type is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
        if (Encoding is not null) message.Content.Headers.TryAddWithoutValidation("Content-Encoding", Encoding);
        return message;
    }

    public override string ToString() =>
        $"{Method} {Path}{Query} | {Type} | {Encoding} | {string.Join(" ; ", Headers)} | {(Body is null ? "" : Body.Length > 4_000 ? $"{Body.Length} bytes: {Convert.ToBase64String(Body.AsSpan(0, 500))}…" : Convert.ToBase64String(Body))}";
}
