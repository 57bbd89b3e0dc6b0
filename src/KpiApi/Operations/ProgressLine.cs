using System.Globalization;

namespace KpiApi.Operations;

/// <summary>One line that fills up; where the output is no terminal, only its beginning and its end.</summary>
internal sealed class ProgressLine(TextWriter output, bool isRedirected, string what)
{
    private const int Width = 30;
    private bool _isBegun;

    /// <param name="share">0 to 1.</param>
    public void Show(double share)
    {
        if (!isRedirected)
        {
            var filled = (int)(share * Width);
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what} {new string('█', filled)}{new string('░', Width - filled)} {share * 100,3:0} %"));
        }
        else if (!_isBegun)
            output.Write(what + " …");
        _isBegun = true;
    }

    public void Finish(string result)
    {
        Show(1);
        output.WriteLine();
        output.WriteLine("Loaded " + result + ".");
    }
}
