namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>The place of an accumulator in a plan: two metrics that count the same share one.</summary>
/// <param name="Index">Among the plan's slots.</param>
/// <param name="Type">Of the accumulator.</param>
/// <param name="State">Tells accumulators of one type apart: two with equal text count the same of the same rows.</param>
internal sealed record AccumulatorSlot(int Index, Type Type, string State, Func<Accumulator> Create)
{
    public override string ToString() => State.Length == 0 ? Type.Name : $"{Type.Name} {State}";
}
