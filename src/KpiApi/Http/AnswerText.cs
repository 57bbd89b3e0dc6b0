using System.Buffers;

namespace KpiApi.Http;

/// <summary>The text of an answer, made piece by piece, so that a long one never lies in memory whole.</summary>
internal abstract class AnswerText : IDisposable
{
    protected AnswerText() => Text = new ArrayBufferWriter<byte>(4096);

    /// <summary>Made and not yet taken.</summary>
    public ReadOnlyMemory<byte> Written => Text.WrittenMemory;

    /// <summary>Where pieces go.</summary>
    protected ArrayBufferWriter<byte> Text { get; }

    /// <summary>True when its end has been written.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Writes rows until there are at least so many bytes, or the end.</summary>
    public void WriteMore(int bytes, CancellationToken cancel)
    {
        while (!IsWhole && Text.WrittenCount < bytes)
        {
            cancel.ThrowIfCancellationRequested();
            IsWhole = !WriteNext(cancel);
        }
    }

    /// <summary>What was written has been sent.</summary>
    public void Clear() => Text.ResetWrittenCount();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the next rows, and what comes before the first; false when it has written the end instead.</summary>
    protected abstract bool WriteNext(CancellationToken cancel);

    protected abstract void Dispose(bool disposing);
}
