using KpiApi.Engine.Metrics;

namespace KpiApi.Tests.GraphQL;

/// <summary>Queries as REST takes them; GraphQL asks the same by <see cref="TwinInput"/>.</summary>
internal static class ParityQueries
{
    private const string March = "&from=2026-03-01&to=2026-03-15";

    public static TheoryData<string> Metrics => [.. MetricCatalogue.All.Select(metric => metric.Name)];

    /// <summary>Each with the status of REST's answer.</summary>
    public static TheoryData<string, int> Calls => new()
    {
        { "/v1/metrics", 200 },
        { "/v1/metrics?search=fcr", 200 },
        { "/v1/metrics/csat", 200 },
        { "/v1/metrics/csatt", 404 },
        { "/v1/tickets/A", 200 },
        { "/v1/tickets/E", 200 },
        { "/v1/tickets/nobody", 404 },
        { "/v1/tickets?state=open&team=tier-1&team.not=", 200 },
        { "/v1/tickets?state=resolved&agent=anna&account=acme&minVersion=1", 200 },
        { "/v1/tickets?orderBy=-accountValue&limit=3", 200 },
        { "/v1/tickets?orderBy=priority", 400 },
        { "/v1/dimensions/channel?prefix=p&limit=1", 200 },
        { "/v1/dimensions/account", 200 },
        { "/v1/dimensions/chanel", 404 },
        { "/v1/kpis?metrics=csat&minVersion=1&format=csv" + March, 200 },
        { "/v1/kpis/records?metric=csat&limit=1&minVersion=1&format=csv", 200 },
        { "/v1/kpis/records?metric=csat&orderBy=-value", 400 },
        { "/v1/kpis/records?metric=csat&orderBy=date", 400 },
        { "/v1/kpis/records?metric=tickets_created&outcome=negative", 400 },
        { "/v1/kpis/records?metric=csat&outcome=bad", 400 },
        { "/v1/kpis/drivers?metric=csat&minVersion=1&format=csv&compare=2026-02-01/2026-03-01" + March, 200 },
    };

    public static TheoryData<string> Numbers => new(
        "metrics=tickets_created" + March,
        "metrics=tickets_created,tickets_resolved,resolutions,reopens,reopen_rate,backlog_change" + March + "&groupBy=channel",
        "metrics=open_tickets,unassigned_tickets,awaiting_first_response,active_accounts&from=2026-03-01&to=2026-03-15&interval=day",
        "metrics=open_tickets&groupBy=status,age" + March,
        "metrics=open_tickets&status.in=open,new&channel.in=,email" + March,
        "metrics=open_tickets&groupBy=idle&period=this_month",
        "metrics=open_tickets&status=open&status=new&age.not=0-24h" + March,
        "metrics=first_response_time,first_response_time:avg,first_response_time:median,first_response_time:p90,first_response_time:p33,first_response_time:min,first_response_time:max,first_response_time:sum" + March,
        "metrics=first_resolution_time,resolution_time,requester_wait_time,handle_time,handle_time:p95&groupBy=agent" + March,
        "metrics=stage_time,stage_time:max&groupBy=stage" + March,
        "metrics=activities,tickets_handled&groupBy=activityType,agent" + March,
        "metrics=activities_per_resolution,replies_per_resolution,first_contact_resolution" + March,
        "metrics=sla_first_response,sla_resolution,sla_breaches" + March + "&groupBy=channel",
        "metrics=csat,csat_score,csat_rating,ces,ces_easy" + March + "&groupBy=agent&include=confidence,target",
        "metrics=nps,nps_promoters,nps_passives,nps_detractors&include=confidence,target" + March,
        "metrics=nps&groupBy=channel&interval=day" + March,
        "metrics=survey_responses,survey_response_rate" + March,
        "metrics=survey_responses&groupBy=surveyKind" + March,
        "metrics=agent_utilization,agent_occupancy&groupBy=agent" + March,
        "metrics=operating_cost,cost_per_resolution,cost_per_ticket" + March + "&interval=week",
        "metrics=operating_cost&groupBy=channel" + March,
        "metrics=operating_cost,cost_per_ticket&channel=chat" + March,
        "metrics=customer_retention_rate,churn_rate,churned_accounts,account_value" + March,
        "metrics=account_value,tickets_created&groupBy=account" + March,
        "metrics=tickets_created,csat&interval=hour&from=2026-03-29&to=2026-03-30&timeZone=Europe/Berlin",
        "metrics=tickets_created&interval=week&weekStart=sunday" + March,
        "metrics=tickets_created&interval=month&period=last_12_months",
        "metrics=tickets_created,first_response_time&interval=quarter&period=this_year",
        "metrics=tickets_created&interval=year&period=all",
        "metrics=tickets_created,csat&interval=hour_of_day&timeZone=Asia/Kolkata" + March,
        "metrics=tickets_created&interval=day_of_week&groupBy=channel" + March,
        "metrics=activities&interval=day_of_week_hour" + March,
        "metrics=tickets_created&channel=email&channel=&team.not=tier-1" + March,
        "metrics=tickets_created&channel.not=&channel.not=chat&priority=high" + March,
        "metrics=tickets_created&channel=fax&allowUnknown=true" + March,
        "metrics=tickets_created,csat,nps,first_response_time:p90,handle_time,reopen_rate&compare=previous_period&groupBy=channel" + March,
        "metrics=tickets_created,open_tickets&compare=previous_year&interval=day" + March,
        "metrics=tickets_created,csat&compare=2026-02-01/2026-03-01&include=target,confidence" + March,
        "metrics=tickets_created&compare=previous_period&period=this_month",
        "metrics=tickets_created,first_response_time&groupBy=channel&orderBy=-tickets_created,channel&limit=1&others=true" + March,
        "metrics=tickets_created&groupBy=channel,agent,priority&orderBy=-channel&limit=2&offset=1" + March,
        "metrics=tickets_created&interval=week&from=2026-03-03T12:00:00%2B01:00&to=2026-03-20T00:00:00Z",
        "metrics=activities&agent=cy&activityType=reply&activityType=call" + March,
        "metrics=tickets_created&reason=billing&account=acme" + March,
        "metrics=stage_time&stage=second%20line" + March,
        "metrics=survey_responses&surveyKind=csat&surveyKind=nps" + March,
        "metrics=open_tickets&idle.not=never&age=7d-30d&age=48h-7d" + March,
        "metrics=open_tickets&idle=never" + March,
        "metrics=tickets_created&period=last_7_days&timeZone=Asia/Kathmandu",
        "metrics=tickets_created&groupBy=%20agent&compare=2026-03-01/2026-04-01&timeZone=Europe/London" + March,
        "metrics=tickets_created,csat,first_response_time:median&groupBy=tag,channel&include=confidence,target&compare=previous_period" + March,
        "metrics=open_tickets,nps&groupBy=tag&tag=vip&tag=&tag.not=late%2C%20again&others=true&limit=1" + March,
        "metrics=tickets_created,csat,open_tickets,first_response_time:p90&interval=day&groupBy=channel&include=expected,confidence,target&from=2026-03-01&to=2026-03-12",
        "metrics=tickets_created&interval=week&include=expected&from=2026-03-01&to=2026-05-01",
        "metrics=csat");

    public static TheoryData<string> Mistakes => new(
        "metrics=csat&hours=business" + March,
        "metrics=csat&channel=emial&team=x" + March,
        "metrics=csat&timeZone=Europe/Berln",
        "metrics=csat:p90,nps:sum",
        "metrics=open_tickets&interval=hour_of_day",
        "metrics=csat&groupBy=status",
        "metrics=operating_cost&groupBy=tag",
        "metrics=csat&tag=vpi" + March,
        "metrics=csat&others=true",
        "metrics=csat&groupBy=channel&others=true&offset=1",
        "metrics=csat&orderBy=nps",
        "metrics=csat&from=2026-02-01&to=2026-01-01",
        "metrics=csat&from=2026-02-01T00:00:00",
        "metrics=csat&period=today&from=2026-02-01",
        "metrics=csat&compare=previous_yaer",
        "metrics=csat&limit=0&offset=-1",
        "metrics=csat&include=expected",
        "metrics=csat&interval=year&include=expected",
        "metrics=csat&interval=hour&from=1990-01-01&to=2020-01-01");

    public static TheoryData<string> Drivers => new(
        "metric=tickets_created&compare=2026-02-01/2026-03-01" + March,
        "metric=tickets_created&compare=2026-02-01/2026-03-01&by=channel,agent,account&limit=1" + March,
        "metric=first_response_time&compare=2026-02-01/2026-03-01&by=team&channel.not=email" + March,
        "metric=handle_time:sum&compare=2026-02-01/2026-03-01&by=agent" + March,
        "metric=resolution_time:within_4h&compare=2026-02-01/2026-03-01&timeZone=Europe/Berlin&weekStart=sunday" + March,
        "metric=tickets_handled&from=2026-03-07&to=2026-03-08&by=agent,activityType",
        "metric=nps&from=2026-03-08&to=2026-03-09&by=channel",
        "metric=operating_cost&from=2026-03-04&to=2026-03-06&by=channel,team",
        "metric=cost_per_ticket&from=2026-03-04&to=2026-03-05&by=channel",
        "metric=open_tickets&from=2026-03-06&to=2026-03-07&by=age,status,idle",
        "metric=csat&period=last_7_days&channel=fax&allowUnknown=true",
        "metric=customer_retention_rate&from=2026-03-04&to=2026-03-06&by=account");

    public static TheoryData<string> DriverMistakes => new(
        "metric=csat:p90,nps&by=chanel",
        "metric=first_response_time:p90&channel=emial",
        "metric=csat&by=channel,stage&timeZone=Europe/Berln",
        "metric=csat&hours=business&compare=previous_yaer&limit=0",
        "metric=agent_utilization",
        "metric=csat&interval=day");

    public static TheoryData<string> Records => new(
        "metric=tickets_created" + March,
        "metric=tickets_resolved&channel=email&timeZone=Europe/Berlin" + March,
        "metric=open_tickets" + March,
        "metric=backlog_change" + March,
        "metric=first_response_time" + March,
        "metric=stage_time" + March,
        "metric=activities&activityType.not=status" + March,
        "metric=csat" + March,
        "metric=nps&channel=" + March,
        "metric=csat&orderBy=-at" + March,
        "metric=survey_responses&orderBy=score&outcome=negative&outcome=neutral" + March,
        "metric=first_response_time&orderBy=-value" + March,
        "metric=activities&tag=vip" + March,
        "metric=sla_resolution" + March,
        "metric=churned_accounts" + March,
        "metric=cost_per_ticket" + March);
}
