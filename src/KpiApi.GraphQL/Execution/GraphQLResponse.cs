using System.Buffers;

namespace KpiApi.GraphQL.Execution;

public enum GraphQLOutcome
{
    /// <summary>The answer has data, perhaps null, perhaps with errors beside it.</summary>
    Executed,

    /// <summary>The document, the operation's name or the variables are wrong; nothing ran, and there is no data.</summary>
    Refused,

    /// <summary>The operation is no query, and only queries were allowed.</summary>
    NotAQuery,

    /// <summary>The time limit passed; what was written until then is dropped.</summary>
    TimedOut,

    /// <summary>A fault of the executor or of a custom scalar.</summary>
    Failed,
}

/// <summary>A finished answer in pooled memory: write it, then dispose of it.</summary>
public sealed class GraphQLResponse : IDisposable
{
    private readonly ResponseBuffer buffer;

    internal GraphQLResponse(GraphQLOutcome outcome, ResponseBuffer buffer)
    {
        Outcome = outcome;
        this.buffer = buffer;
    }

    public GraphQLOutcome Outcome { get; }

    /// <summary>Bytes of JSON in UTF-8.</summary>
    public int Length => buffer.Length;

    public void WriteTo(IBufferWriter<byte> output) => buffer.CopyTo(output);

    public void Dispose() => buffer.Dispose();
}
