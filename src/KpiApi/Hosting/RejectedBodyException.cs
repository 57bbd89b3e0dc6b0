namespace KpiApi.Hosting;

/// <summary>A request that cannot be understood as a whole, found deep in its reading; answered as the problem it names.</summary>
internal sealed class RejectedBodyException(int status, RequestError error) : Exception(error.Message)
{
    public int Status => status;
    public RequestError Error => error;
}
