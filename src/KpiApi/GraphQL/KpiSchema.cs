using GraphQL;
using GraphQL.Types;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;

namespace KpiApi.GraphQL;

/// <summary>
/// The schema: <see cref="KpiQueries"/> and, from there on, whatever its methods take and return, by the library's registration of C# types.
/// Nullability is C#'s; descriptions stand at the members, and those of metrics in the catalogue.
/// </summary>
internal sealed class KpiSchema : Schema
{
    public KpiSchema(IServiceProvider services)
        : base(services)
    {
        // Tools may ask whether a directive is.
        Features = new() { RepeatableDirectives = true };
        Query = new AutoRegisteringObjectGraphType<KpiQueries>();
        RegisterType(new NumberGraphType());
        RegisterType(new LongGraphType { Description = "A whole number of 64 bits." });
        RegisterTypeMapping(typeof(decimal), typeof(FloatGraphType));
        RegisterTypeMapping(typeof(Metric), typeof(MetricGraphType));
        RegisterTypeMapping(typeof(DimensionKind), typeof(DimensionGraphType));
        RegisterTypeMapping(typeof(PeriodName), typeof(PeriodGraphType));
        RegisterTypeMapping(typeof(BucketInterval), typeof(IntervalGraphType));
        // The lists of a schema are deep and short, and the analyser takes each for a page of twenty.
        this.WithIntrospectionComplexityImpact(0.1);
    }
}
