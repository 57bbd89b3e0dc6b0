using System.Globalization;
using System.Runtime.InteropServices;

namespace KpiApi.Storage.Databases.SqlServer;

/// <summary>
/// ICU is what .NET knows languages by. This program speaks none (everything is ordinal and invariant by word), but SQL Server's client refuses to
/// connect without it, and the runtime ends with a stack trace where it is missing, unless told to do without.
/// </summary>
internal static class Globalization
{
    public const string Missing = "SQL Server's client needs ICU, which is not there or switched off: install it (Debian 12: libicu72, Ubuntu 24.04: libicu74, Alpine: icu-libs), "
        + "use an image with it (chiseled-extra), and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset";

    private const string Invariant = "System.Globalization.Invariant";

    /// <summary>The oldest of a system that .NET 10 runs on, and the newest that it looks for.</summary>
    private const int OldestIcu = 60;
    private const int NewestIcu = 255;

    /// <summary>False where SQL Server cannot be opened.</summary>
    public static bool HasIcu
    {
        get
        {
            try
            {
                return !CultureInfo.GetCultureInfo("en-US").EnglishName.StartsWith("Invariant", StringComparison.Ordinal);
            }
            catch (CultureNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>To be called before anything else, because the first use of a culture decides; after it the embedded store and PostgreSQL run without ICU.</summary>
    public static void DoWithoutIcuWhereItIsMissing()
    {
        if (OperatingSystem.IsLinux() && !IsInstalled()) AppContext.SetSwitch(Invariant, true);
    }

    private static bool IsInstalled()
    {
        for (var version = OldestIcu; version <= NewestIcu; version++)
            if (NativeLibrary.TryLoad(string.Concat("libicuuc.so.", Digits(version)), out _)) return true;
        return false;
    }

    /// <summary>Formatting would ask for a culture.</summary>
    private static string Digits(int number) => number < 10 ? ((char)('0' + number)).ToString() : string.Concat(Digits(number / 10), Digits(number % 10));
}
