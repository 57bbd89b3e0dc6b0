namespace KpiApi.Http.Errors;

/// <summary>A request that is not done, found deep in the doing; answered as the problem it names.</summary>
internal class RefusedException(int status, RequestError error) : Exception(error.Message)
{
    public int Status => status;
    public RequestError Error => error;
}
