-- Numbers and facts in DuckDB, read over HTTP. The command line client and most others install httpfs by themselves when they meet the first URL.
-- With keys: CREATE SECRET kpi (TYPE http, EXTRA_HTTP_HEADERS MAP {'Authorization': 'Bearer …'}, SCOPE 'http://localhost:5080');

-- CSV: dates, numbers and texts are recognised.
CREATE OR REPLACE TABLE kpis AS
SELECT * FROM read_csv_auto('http://localhost:5080/v1/kpis?metrics=csat,first_response_time:p90&interval=day&groupBy=channel&period=last_90_days&limit=100000&format=csv');

-- Parquet: typed by itself.
CREATE OR REPLACE TABLE backlog AS
SELECT * FROM read_parquet('http://localhost:5080/v1/kpis?metrics=open_tickets&interval=day&groupBy=age&period=last_30_days&limit=100000&format=parquet');

-- Lines of JSON, one row a value.
CREATE OR REPLACE TABLE numbers AS
SELECT * FROM read_json_auto('http://localhost:5080/v1/kpis?metrics=csat,nps,first_response_time:median&interval=week&period=last_90_days&shape=long&format=ndjson', format = 'newline_delimited');

-- What Metabase, or any other client of the database file, then shows.
CREATE OR REPLACE VIEW satisfaction_by_month AS
SELECT date_trunc('month', date) AS month, channel, 100.0 * sum(csat_numerator) / nullif(sum(csat_denominator), 0) AS csat
FROM kpis
GROUP BY ALL
ORDER BY ALL;
