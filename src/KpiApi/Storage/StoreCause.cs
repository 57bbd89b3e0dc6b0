using System.Data.Common;

namespace KpiApi.Storage;

/// <summary>What is behind a failure of the store.</summary>
internal static class StoreCause
{
    /// <summary>What went wrong outside this program; null when it is a fault of its own, of which the stack is wanted.</summary>
    public static Exception? Of(Exception? failure) =>
        failure is null or DbException or IOException or UnauthorizedAccessException or TimeoutException ? failure : Of(failure.InnerException);

    /// <summary>In words: EF and the drivers say that it failed; what failed is said inside.</summary>
    public static string Reason(Exception failure)
    {
        var cause = Of(failure) ?? failure;
        return (cause.InnerException is { } inner ? $"{cause.Message.TrimEnd('.')}: {inner.Message}" : cause.Message).TrimEnd('.');
    }
}
