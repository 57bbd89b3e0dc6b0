using System.Data.Common;

namespace KpiApi.Storage.Databases;

/// <summary>What is behind a failure of the store.</summary>
internal static class FailureCause
{
    private static readonly char[] s_breaks = ['\r', '\n'];

    /// <summary>
    /// What went wrong outside this program; null when it is a fault of its own, of which the stack is wanted, or when nobody waits any more. It may
    /// be deep inside: EF puts what may pass into an exception of its own, and that around the one in which it puts what fails in a save.
    /// </summary>
    public static Exception? Of(Exception? failure) => failure is OperationCanceledException ? null
        : failure is null or DbException or IOException or UnauthorizedAccessException or TimeoutException || IsOfDriver(failure) ? failure : Of(failure.InnerException);

    /// <summary>In words: EF and the drivers say that it failed; what failed is said inside.</summary>
    public static string Reason(Exception failure)
    {
        var cause = Of(failure) ?? failure;
        return OnOneLine(cause.InnerException is { } inner ? $"{cause.Message.TrimEnd('.')}: {inner.Message}" : cause.Message).TrimEnd('.');
    }

    public static string OnOneLine(string message) => string.Join(' ', message.Split(s_breaks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Thrown by a driver itself: about the connection string or the machine, of which it has no exceptions of its own.</summary>
    private static bool IsOfDriver(Exception failure) => failure.Source is "Microsoft.Data.SqlClient" or "Npgsql";
}
